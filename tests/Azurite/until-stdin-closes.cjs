// Loaded before Azurite: it ends with the process that started it, however that ends.
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
