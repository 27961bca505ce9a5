// The whole deployment: what all stamps share in one resource group, and one resource group a stamp. See docs/deploy.md.

targetScope = 'subscription'

import { StampApp, StampSettings, StampUrl, Tags } from 'modules/types.bicep'
import { plainName, resourceGroupName, resourceName, vaultName } from 'modules/naming.bicep'

@description('Name of the environment, part of every resource name: lower-case letters, digits and hyphens.')
@minLength(2)
@maxLength(16)
param environmentName string

@description('Region of what all stamps share: monitoring, the key vault, the metadata of Front Door.')
param location string

@description('The stamps. The first serves the entry endpoint; with several, weights say how new sites are spread. Standard Front Door has room for nine.')
@minLength(1)
@maxLength(10)
param stamps StampSettings[]

@description('The admin key, at least 32 characters, kept in Key Vault. Empty with keepAdminKey only.')
@secure()
param adminKey string = ''

@description('True to keep the admin key that is stored: what an empty adminKey means. The first deployment can not.')
param keepAdminKey bool = false

@description('Object id of the person or group that may read and rotate the admin key; empty for none.')
param operatorPrincipalId string = ''

@description('What the operator is.')
@allowed([
  'User'
  'Group'
  'ServicePrincipal'
])
param operatorPrincipalType string = 'User'

@description('Zone- and geo-redundant storage. False for tests and canaries without customers.')
param production bool = true

@description('Spread instances of the application over zones, where the region allows it; needs two always-ready instances of each kind.')
param zoneRedundantApp bool = false

@description('MB of memory an instance.')
@allowed([
  2048
  4096
])
param instanceMemory int = 2048

@description('Hours for which the event log is kept: 168 at most on Standard.')
@minValue(24)
@maxValue(2160)
param logRetentionHours int = 168

@description('Days after which a file of the archive moves to the cool tier.')
@minValue(1)
param archiveCoolAfterDays int = 30

@description('Days after which a file of the archive moves to the cold tier.')
@minValue(2)
param archiveColdAfterDays int = 90

@description('Days after which a file of the archive is deleted: how far back history can be recomputed.')
@minValue(3)
param archiveDeleteAfterDays int = 730

@description('Days for which nobody can change or delete a file of the archive; 0 for no such policy. See docs/deploy.md before you set it.')
@minValue(0)
@maxValue(146000)
param archiveLockDays int = 0

@description('A network for each stamp, with private endpoints for its storage, its event log and the key vault. Operators then reach these from that network only.')
param privateNetworking bool = false

@description('Tier of Front Door. Standard has 10 endpoints, one for the entry and one a stamp; Premium has 25, and managed firewall rules.')
@allowed([
  'Standard_AzureFrontDoor'
  'Premium_AzureFrontDoor'
])
param frontDoorSku string = 'Standard_AzureFrontDoor'

@description('Collecting requests a minute from one address.')
@minValue(10)
param collectRequestsPerMinute int = 3000

@description('All other requests a minute from one address.')
@minValue(10)
param otherRequestsPerMinute int = 600

@description('Networks whose X-Forwarded-For is believed: the host itself, the platform, and the backend of Front Door. docs/deploy.md says how to refresh it.')
param trustedProxies string[] = [
  '127.0.0.0/8'
  '::1/128'
  '10.0.0.0/8'
  '100.64.0.0/10'
  '169.254.0.0/16'
  '147.243.0.0/16'
  '2a01:111:2050::/44'
]

@description('Addresses that alerts are mailed to.')
param alertEmails string[] = []

@description('Messages of one partition that may wait for aggregation before an alert.')
@minValue(1)
param lagThreshold int = 5000

@description('Days for which telemetry is kept.')
@minValue(30)
@maxValue(730)
param telemetryRetentionDays int = 30

@description('GB of telemetry a day at most; -1 for no limit.')
param telemetryDailyQuota int = 10

@description('Traces a second that each instance sends to Application Insights; metrics are never sampled.')
@minValue(1)
param tracesPerSecond int = 5

@description('Tags for every resource, besides the environment and the stamp.')
param extraTags Tags = {}

var sharedPart = 'shared'
var countryHeader = 'X-Client-Country'
var token = uniqueString(subscription().id, environmentName, sharedPart)
var tags = union(extraTags, {
  application: 'analytics'
  environment: environmentName
})

// Combinations that would otherwise fail in the middle of a deployment, or worse, after it. Every one is tested: infra/refused.
var premiumUnits = [1, 2, 4, 8, 16]
var problems = filter(
  concat(
    [
      length(stamps) > 9 && frontDoorSku == 'Standard_AzureFrontDoor'
        ? 'Standard Front Door has endpoints for nine stamps, and stamps has ${length(stamps)}: set frontDoorSku to Premium_AzureFrontDoor.'
        : ''
      length(union(map(stamps, stamp => toLower(stamp.name)), [])) < length(stamps) ? 'Two stamps have the same name: give each its own.' : ''
      max(map(stamps, stamp => stamp.weight)) == 0
        ? 'Every stamp has weight 0, so that new sites have no place: give one a weight.'
        : ''
      archiveCoolAfterDays < archiveColdAfterDays && archiveColdAfterDays < archiveDeleteAfterDays
        ? ''
        : 'archiveCoolAfterDays, archiveColdAfterDays and archiveDeleteAfterDays must ascend, and are ${archiveCoolAfterDays}, ${archiveColdAfterDays} and ${archiveDeleteAfterDays}.'
      archiveLockDays >= archiveDeleteAfterDays
        ? 'archiveLockDays is ${archiveLockDays}, and files are deleted after ${archiveDeleteAfterDays} days: lock them for less.'
        : ''
    ],
    flatten(map(stamps, stamp => [
      stamp.hubTier == 'Standard' && stamp.partitionCount > 32
        ? 'Stamp ${stamp.name}: Standard has at most 32 partitions, and partitionCount is ${stamp.partitionCount}: take Premium, or more stamps.'
        : ''
      stamp.hubTier == 'Standard' && logRetentionHours > 168
        ? 'Stamp ${stamp.name}: Standard keeps messages for at most 168 hours, and logRetentionHours is ${logRetentionHours}: take Premium, or less.'
        : ''
      stamp.hubTier == 'Standard' && stamp.hubMaximumUnits < stamp.hubUnits
        ? 'Stamp ${stamp.name}: hubMaximumUnits is ${stamp.hubMaximumUnits}, below hubUnits, ${stamp.hubUnits}: raise it.'
        : ''
      stamp.hubTier == 'Premium' && !contains(premiumUnits, stamp.hubUnits)
        ? 'Stamp ${stamp.name}: Premium has 1, 2, 4, 8 or 16 units, and hubUnits is ${stamp.hubUnits}.'
        : ''
      zoneRedundantApp && min(stamp.alwaysReadyHttp, stamp.alwaysReadyAggregate) < 2
        ? 'Stamp ${stamp.name}: zoneRedundantApp needs two always-ready instances of each kind: raise alwaysReadyHttp and alwaysReadyAggregate to 2.'
        : ''
    ]))
  ),
  problem => !empty(problem)
)
var checkedEnvironmentName = empty(problems) ? environmentName : fail(join(problems, ' '))
var sharedGroupName = resourceGroupName(checkedEnvironmentName, sharedPart)

resource sharedGroup 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: sharedGroupName
  location: location
  tags: tags
}

resource stampGroups 'Microsoft.Resources/resourceGroups@2025-04-01' = [
  for (stamp, i) in stamps: {
    name: resourceGroupName(environmentName, stamp.name)
    location: stamp.location
    // azd deploys to the one group that has its tag: the first stamp's.
    tags: union(tags, { stamp: stamp.name }, i == 0 ? { 'azd-env-name': environmentName } : {})
  }
]

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: sharedGroup
  params: {
    workspaceName: resourceName('log', environmentName, sharedPart, token)
    applicationInsightsName: resourceName('appi', environmentName, sharedPart, token)
    actionGroupName: resourceName('ag', environmentName, sharedPart, token)
    location: location
    tags: tags
    retentionDays: telemetryRetentionDays
    dailyQuota: telemetryDailyQuota
    alertEmails: alertEmails
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: sharedGroup
  params: {
    name: vaultName(token)
    location: location
    tags: tags
    adminKey: empty(adminKey) && !keepAdminKey
      ? fail('adminKey is empty. Set ANALYTICS_ADMIN_KEY; or, if an earlier deployment has stored a key, ANALYTICS_KEEP_ADMIN_KEY=true.')
      : adminKey
    workspaceId: monitoring.outputs.workspaceId
    isPrivate: privateNetworking
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
  }
}

module frontDoor 'modules/front-door.bicep' = {
  name: 'front-door'
  scope: sharedGroup
  params: {
    profileName: resourceName('afd', environmentName, sharedPart, token)
    firewallName: plainName('waf', token)
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    skuName: frontDoorSku
    collectRequestsPerMinute: collectRequestsPerMinute
    otherRequestsPerMinute: otherRequestsPerMinute
  }
}

module stampModules 'modules/stamp.bicep' = [
  for (stamp, i) in stamps: {
    name: 'stamp-${stamp.name}'
    scope: stampGroups[i]
    params: {
      environmentName: environmentName
      stamp: stamp
      tags: union(tags, { stamp: stamp.name })
      production: production
      zoneRedundantApp: zoneRedundantApp
      instanceMemory: instanceMemory
      tracesPerSecond: tracesPerSecond
      logRetentionHours: logRetentionHours
      archiveLockDays: archiveLockDays
      privateNetworking: privateNetworking
      archiveCoolAfterDays: archiveCoolAfterDays
      archiveColdAfterDays: archiveColdAfterDays
      archiveDeleteAfterDays: archiveDeleteAfterDays
      trustedProxies: trustedProxies
      countryHeader: countryHeader
      sharedGroupName: sharedGroup.name
      vaultName: vault.outputs.name
      vaultId: vault.outputs.id
      workspaceId: monitoring.outputs.workspaceId
      adminKeyName: vault.outputs.adminKeyName
      adminKeyUri: vault.outputs.adminKeyUri
      frontDoorId: frontDoor.outputs.frontDoorId
      applicationInsightsName: monitoring.outputs.applicationInsightsName
      applicationInsightsConnectionString: monitoring.outputs.connectionString
    }
  }
]

module routes 'modules/front-door-routes.bicep' = {
  name: 'front-door-routes'
  scope: sharedGroup
  params: {
    profileName: frontDoor.outputs.profileName
    entryEndpointName: environmentName
    stampEndpointPrefix: environmentName
    tags: tags
    firewallId: frontDoor.outputs.firewallId
    countryHeader: countryHeader
    stamps: [
      for (stamp, i) in stamps: {
        name: stamp.name
        hostName: stampModules[i].outputs.hostName
        weight: stamp.weight
      }
    ]
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: sharedGroup
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    actionGroupId: monitoring.outputs.actionGroupId
    frontDoorProfileId: frontDoor.outputs.profileId
    functionAppNames: [for i in range(0, length(stamps)): stampModules[i].outputs.functionAppName]
    eventHubNamespaceIds: [for i in range(0, length(stamps)): stampModules[i].outputs.eventHubNamespaceId]
    lagThreshold: lagThreshold
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  scope: sharedGroup
  params: {
    name: guid(subscription().id, environmentName, 'workbook')
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = stampGroups[0].name
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output ENTRY_URL string = routes.outputs.entryUrl
output STAMP_URLS StampUrl[] = routes.outputs.stampUrls
output FUNCTION_APPS StampApp[] = [
  for (stamp, i) in stamps: {
    stamp: stamp.name
    resourceGroup: stampGroups[i].name
    name: stampModules[i].outputs.functionAppName
  }
]
