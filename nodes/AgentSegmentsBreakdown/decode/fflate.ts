/** The build bundles fflate into this module, with its licence: see gulpfile.js. */
export { FlateErrorCode, Gunzip } from 'fflate/browser';
