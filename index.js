// n8n finds the nodes and credentials through the "n8n" section of package.json. This file exports
// nothing; it is here because Node resolves the package's main entry when n8n looks the package up.
