// Lets one stamp's application read the admin key: that secret, not the vault.

param vaultName string
param adminKeyName string
param appPrincipalId string

var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = {
  name: vaultName
}

resource adminKey 'Microsoft.KeyVault/vaults/secrets@2026-05-15' existing = {
  parent: vault
  name: adminKeyName
}

resource appAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: adminKey
  name: guid(adminKey.id, appPrincipalId, keyVaultSecretsUser)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
  }
}
