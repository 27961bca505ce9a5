// The event log: one hub, one consumer group, everything captured. Entra ID only.

import { Tags } from 'types.bicep'

param namespaceName string
param location string
param tags Tags

@description('Standard scales by throughput units and has at most 32 partitions; Premium scales by processing units and has up to 100.')
@allowed([
  'Standard'
  'Premium'
])
param tier string

@description('Standard: throughput units to start with, 1 to 40. Premium: processing units, 1, 2, 4, 8 or 16.')
@minValue(1)
@maxValue(40)
param units int

@description('Standard only: throughput units that auto-inflate may reach. It never deflates. Ignored on Premium.')
@minValue(1)
@maxValue(40)
param maximumUnits int

@description('Can not be changed afterwards on Standard, and must not be changed at all: partitions are computed from it.')
@minValue(1)
@maxValue(100)
param partitionCount int

@description('Hours for which the log itself is kept: how long aggregation may be down without falling back to the archive.')
@minValue(24)
@maxValue(2160)
param retentionHours int

param archiveAccountId string
param archiveContainerName string
param captureIdentityId string
param appPrincipalId string
param workspaceId string

@description('Reached through private endpoints only.')
param isPrivate bool

var hubName = 'events'
var consumerGroupName = 'aggregate'
var isStandard = tier == 'Standard'
var eventHubsDataSender = '2b629674-e913-4c01-ae53-ef4638d8f975'
var eventHubsDataReceiver = 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'

resource eventHubNamespace 'Microsoft.EventHub/namespaces@2026-01-01' = {
  name: namespaceName
  location: location
  tags: tags
  sku: {
    name: tier
    tier: tier
    capacity: units
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${captureIdentityId}': {}
    }
  }
  properties: {
    disableLocalAuth: true
    isAutoInflateEnabled: isStandard
    maximumThroughputUnits: isStandard ? maximumUnits : 0
    minimumTlsVersion: '1.2'
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    zoneRedundant: true
  }
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2026-01-01' = {
  parent: eventHubNamespace
  name: hubName
  properties: {
    partitionCount: partitionCount
    retentionDescription: {
      cleanupPolicy: 'Delete'
      retentionTimeInHours: retentionHours
    }
    captureDescription: {
      enabled: true
      encoding: 'Avro'
      intervalInSeconds: 300
      sizeLimitInBytes: 314572800
      // Empty files prove that a window was quiet, so that a reprocessing job can tell the archive's end from a gap in it.
      skipEmptyArchives: false
      destination: {
        name: 'EventHubArchive.AzureBlockBlob'
        identity: {
          type: 'UserAssigned'
          userAssignedIdentity: captureIdentityId
        }
        properties: {
          archiveNameFormat: '{Namespace}/{EventHub}/{PartitionId}/{Year}/{Month}/{Day}/{Hour}/{Minute}/{Second}'
          blobContainer: archiveContainerName
          storageAccountResourceId: archiveAccountId
        }
      }
    }
  }
}

resource consumerGroup 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2026-01-01' = {
  parent: hub
  name: consumerGroupName
}

resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: hub
  name: guid(hub.id, appPrincipalId, eventHubsDataSender)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', eventHubsDataSender)
  }
}

resource receiver 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: hub
  name: guid(hub.id, appPrincipalId, eventHubsDataReceiver)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', eventHubsDataReceiver)
  }
}

// Failed captures, changes and inflation; not the requests, which are as many as the messages.
#disable-next-line use-recent-api-versions // Only the previews have settings by resource.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: eventHubNamespace
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'ArchiveLogs'
        enabled: true
      }
      {
        category: 'OperationalLogs'
        enabled: true
      }
      {
        category: 'AutoScaleLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output namespaceId string = eventHubNamespace.id
output namespaceHost string = split(replace(eventHubNamespace.properties.serviceBusEndpoint, 'https://', ''), ':')[0]
output hubName string = hub.name
output consumerGroupName string = consumerGroup.name
