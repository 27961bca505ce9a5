// The one place where names are made. Every name is a function of the environment, the part of the system
// (shared, or a stamp's name) and a token that makes it unique in the world.

@export()
@description('Name of the resource group of a part.')
func resourceGroupName(environmentName string, part string) string => 'rg-${environmentName}-${part}'

@export()
@description('Name of a resource whose kind allows hyphens. Up to 45 characters with the lengths that main.bicep allows.')
func resourceName(kind string, environmentName string, part string, token string) string =>
  '${kind}-${environmentName}-${part}-${take(token, 6)}'

@export()
@description('Name of a storage account: lower-case letters and digits, at most 24. The token comes before the part, which may be cut.')
func storageName(role string, part string, token string) string => take(toLower('st${role}${token}${part}'), 24)

@export()
@description('Name of a key vault, at most 24 characters.')
func vaultName(token string) string => 'kv-${token}'

@export()
@description('Name of a resource whose kind allows letters and digits only.')
func plainName(kind string, token string) string => '${kind}${token}'
