// The key vault with the one secret that an operator gives: the admin key. Shared by all stamps, so that one key is good for all.

import { Tags } from 'types.bicep'

param name string
param location string
param tags Tags

@description('The admin key. Empty leaves the stored one as it is; the first deployment needs one.')
@secure()
param adminKey string

@description('Object id of the person or group that may read and rotate the admin key; empty for nobody beyond those with rights already.')
param operatorPrincipalId string

@description('What the operator is.')
@allowed([
  'User'
  'Group'
  'ServicePrincipal'
])
param operatorPrincipalType string

param workspaceId string

@description('Reached through private endpoints only.')
param isPrivate bool

var adminKeyName = 'analytics-admin-key'
var keyVaultSecretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 30
    // A deployment stores the key as a trusted service, whatever the network.
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }
}

resource storedAdminKey 'Microsoft.KeyVault/vaults/secrets@2026-05-15' = if (!empty(adminKey)) {
  parent: vault
  name: adminKeyName
  properties: {
    contentType: 'Analytics admin key'
    value: adminKey
  }
}

resource operatorAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorPrincipalId)) {
  scope: vault
  name: guid(vault.id, operatorPrincipalId, keyVaultSecretsOfficer)
  properties: {
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsOfficer)
  }
}

// Who read or changed the key.
#disable-next-line use-recent-api-versions // Only the previews have settings by resource.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'AuditEvent'
        enabled: true
      }
    ]
  }
}

output id string = vault.id
output name string = vault.name
output adminKeyName string = adminKeyName
output adminKeyUri string = '${vault.properties.vaultUri}secrets/${adminKeyName}'
