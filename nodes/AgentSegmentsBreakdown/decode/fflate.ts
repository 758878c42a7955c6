/** The build bundles fflate into this module, with its licence: see gulpfile.js. */
export { FlateErrorCode, Gunzip, gunzipSync } from 'fflate/browser';
