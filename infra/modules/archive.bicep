// The raw archive: what Event Hubs Capture writes and reprocessing reads. Never the archive tier, from which a blob must be
// brought back for hours before it can be read: cool and cold blobs can be read at once.

import { Tags } from 'types.bicep'

param name string
param location string
param tags Tags
param skuName string

@description('Days after which a file moves to the cool tier.')
@minValue(1)
param coolAfterDays int

@description('Days after which a file moves to the cold tier.')
@minValue(2)
param coldAfterDays int

@description('Days after which a file is deleted: how far back history can be recomputed, and how long raw events are kept.')
@minValue(3)
param deleteAfterDays int

param appPrincipalId string
param capturePrincipalId string
param workspaceId string

@description('Reached through private endpoints only.')
param isPrivate bool

@description('How often the hub was made again: each epoch has a container of its own, as its files are numbered from 0 again.')
param hubEpoch int

@description('Guards the account against being deleted by mistake.')
param isLocked bool

@description('Days for which nobody can change or delete a file of the archive; 0 for no such policy.')
@minValue(0)
@maxValue(146000)
param lockDays int

var containerPrefix = 'archive'
var containerName = hubEpoch == 0 ? containerPrefix : '${containerPrefix}-${hubEpoch}'
var copiesContainerName = 'copies'
var dataContainerName = 'data'

// Days within which a deletion by mistake can be taken back. Raw events live as much longer than their lifecycle says.
var keptAfterDeletion = 14
var storageBlobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: skuName
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // Capture writes from outside of the network, as a trusted service with an identity.
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: isPrivate ? 'AzureServices' : 'None'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-06-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: {
      enabled: true
      days: keptAfterDeletion
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: keptAfterDeletion
    }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-06-01' = {
  parent: blobs
  name: containerName
}

resource tiers 'Microsoft.Storage/storageAccounts/managementPolicies@2026-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'archive-tiers'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                containerPrefix
              ]
            }
            actions: {
              baseBlob: {
                tierToCool: {
                  daysAfterModificationGreaterThan: coolAfterDays
                }
                tierToCold: {
                  daysAfterModificationGreaterThan: coldAfterDays
                }
                delete: {
                  daysAfterModificationGreaterThan: deleteAfterDays
                }
              }
              version: {
                delete: {
                  daysAfterCreationGreaterThan: keptAfterDeletion
                }
              }
            }
          }
        }
        {
          name: 'copies'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: [
                'blockBlob'
              ]
              prefixMatch: [
                '${copiesContainerName}/'
              ]
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: 30
                }
              }
              version: {
                delete: {
                  daysAfterCreationGreaterThan: keptAfterDeletion
                }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [
    blobs
  ]
}

// Unlocked, so that an administrator can still shorten it; docs/deploy.md says how to lock it for good.
resource retention 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2026-06-01' = if (lockDays > 0) {
  parent: container
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: lockDays
    allowProtectedAppendWritesAll: true
  }
}

resource copies 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-06-01' = {
  parent: blobs
  name: copiesContainerName
}

resource copiesAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: copies
  name: guid(copies.id, appPrincipalId, storageBlobDataContributor)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

// Files that an operator supplies, such as the database of places.
resource data 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-06-01' = {
  parent: blobs
  name: dataContainerName
}

resource dataAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: data
  name: guid(data.id, appPrincipalId, storageBlobDataReader)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataReader)
  }
}

resource deleteLock 'Microsoft.Authorization/locks@2020-05-01' = if (isLocked) {
  scope: account
  name: 'keep'
  properties: {
    level: 'CanNotDelete'
    notes: 'The raw events, from which all statistics can be made again.'
  }
}

// Who deleted raw events is worth a log; what Capture writes and jobs read is not.
#disable-next-line use-recent-api-versions // Only the previews have settings by resource.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'StorageDelete'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

// The application writes, too: an erasure rewrites the files that contain erased events.
resource appAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: container
  name: guid(container.id, appPrincipalId, storageBlobDataContributor)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

// On the account: Capture checks the container through the account before it writes.
resource captureAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, capturePrincipalId, storageBlobDataContributor)
  properties: {
    principalId: capturePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

output accountId string = account.id
output containerName string = container.name
output copiesContainerName string = copies.name
output blobServiceUri string = account.properties.primaryEndpoints.blob
