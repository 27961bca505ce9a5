// One stamp: identities, storage, event log, application. It knows the front door and the key vault, and no other stamp.

import { StampSettings, Tags } from 'types.bicep'
import { plainName, resourceName, storageName } from 'naming.bicep'

param environmentName string
param stamp StampSettings
param tags Tags

@description('Storage for production: zone- and geo-redundant. Otherwise the cheapest, for tests.')
param production bool

@description('Spread instances of the application over zones.')
param zoneRedundantApp bool

@description('MB of memory an instance.')
@allowed([
  2048
  4096
])
param instanceMemory int

param tracesPerSecond int
param logRetentionHours int
param archiveLockDays int
param archiveCoolAfterDays int
param archiveColdAfterDays int
param archiveDeleteAfterDays int
param trustedProxies string[]
param countryHeader string

@description('Resource group of what all stamps share.')
param sharedGroupName string
param vaultName string
param adminKeyName string
param adminKeyUri string
param frontDoorId string
param applicationInsightsName string
param applicationInsightsConnectionString string
param vaultId string
param workspaceId string

@description('Private endpoints for storage, event log and vault, and a network for the application.')
param privateNetworking bool

var token = uniqueString(subscription().id, environmentName, stamp.name)

module identity 'identity.bicep' = {
  name: 'identity'
  params: {
    location: stamp.location
    tags: tags
    appIdentityName: resourceName('id-app', environmentName, stamp.name, token)
    captureIdentityName: resourceName('id-capture', environmentName, stamp.name, token)
  }
}

module hostStorage 'host-storage.bicep' = {
  name: 'host-storage'
  params: {
    name: storageName('host', stamp.name, token)
    location: stamp.location
    tags: tags
    skuName: production ? 'Standard_ZRS' : 'Standard_LRS'
    appPrincipalId: identity.outputs.appPrincipalId
    workspaceId: workspaceId
    isPrivate: privateNetworking
  }
}

module tables 'tables.bicep' = {
  name: 'tables'
  params: {
    name: storageName('tabl', stamp.name, token)
    location: stamp.location
    tags: tags
    skuName: production ? 'Standard_RAGZRS' : 'Standard_LRS'
    appPrincipalId: identity.outputs.appPrincipalId
    workspaceId: workspaceId
    isPrivate: privateNetworking
    isLocked: production
  }
}

module archive 'archive.bicep' = {
  name: 'archive'
  params: {
    name: storageName('arch', stamp.name, token)
    location: stamp.location
    tags: tags
    skuName: production ? 'Standard_RAGZRS' : 'Standard_LRS'
    coolAfterDays: archiveCoolAfterDays
    coldAfterDays: archiveColdAfterDays
    deleteAfterDays: archiveDeleteAfterDays
    hubEpoch: stamp.?hubEpoch ?? 0
    appPrincipalId: identity.outputs.appPrincipalId
    capturePrincipalId: identity.outputs.capturePrincipalId
    workspaceId: workspaceId
    isPrivate: privateNetworking
    isLocked: production
    lockDays: archiveLockDays
  }
}

module eventHub 'event-hub.bicep' = {
  name: 'event-hub'
  params: {
    namespaceName: resourceName('evhns', environmentName, stamp.name, token)
    location: stamp.location
    tags: tags
    tier: stamp.hubTier
    units: stamp.hubUnits
    maximumUnits: stamp.hubMaximumUnits
    partitionCount: stamp.partitionCount
    retentionHours: logRetentionHours
    archiveAccountId: archive.outputs.accountId
    archiveContainerName: archive.outputs.containerName
    captureIdentityId: identity.outputs.captureId
    appPrincipalId: identity.outputs.appPrincipalId
    workspaceId: workspaceId
    isPrivate: privateNetworking
  }
}

module vaultAccess 'vault-access.bicep' = {
  name: 'vault-access-${stamp.name}'
  scope: resourceGroup(sharedGroupName)
  params: {
    vaultName: vaultName
    adminKeyName: adminKeyName
    appPrincipalId: identity.outputs.appPrincipalId
  }
}

module telemetryAccess 'telemetry-access.bicep' = {
  name: 'telemetry-access-${stamp.name}'
  scope: resourceGroup(sharedGroupName)
  params: {
    applicationInsightsName: applicationInsightsName
    appPrincipalId: identity.outputs.appPrincipalId
  }
}

module network 'network.bicep' = if (privateNetworking) {
  name: 'network'
  params: {
    name: resourceName('vnet', environmentName, stamp.name, token)
    location: stamp.location
    tags: tags
    targets: [
      {
        name: 'host-blobs'
        resourceId: hostStorage.outputs.accountId
        group: 'blob'
        zone: 'privatelink.blob.${environment().suffixes.storage}'
      }
      {
        name: 'host-tables'
        resourceId: hostStorage.outputs.accountId
        group: 'table'
        zone: 'privatelink.table.${environment().suffixes.storage}'
      }
      {
        name: 'tables'
        resourceId: tables.outputs.accountId
        group: 'table'
        zone: 'privatelink.table.${environment().suffixes.storage}'
      }
      {
        name: 'archive'
        resourceId: archive.outputs.accountId
        group: 'blob'
        zone: 'privatelink.blob.${environment().suffixes.storage}'
      }
      {
        name: 'event-hub'
        resourceId: eventHub.outputs.namespaceId
        group: 'namespace'
        zone: 'privatelink.servicebus.windows.net'
      }
      {
        name: 'vault'
        resourceId: vaultId
        group: 'vault'
        zone: 'privatelink.vaultcore.azure.net'
      }
    ]
  }
}

module functionApp 'function-app.bicep' = {
  name: 'function-app'
  params: {
    planName: plainName('plan', token)
    appName: resourceName('func', environmentName, stamp.name, token)
    location: stamp.location
    tags: tags
    identityId: identity.outputs.appId
    identityClientId: identity.outputs.appClientId
    hostStorageName: hostStorage.outputs.accountName
    packagesUri: hostStorage.outputs.packagesUri
    instanceMemory: instanceMemory
    maximumInstances: stamp.maximumInstances
    alwaysReadyHttp: stamp.alwaysReadyHttp
    alwaysReadyAggregate: stamp.alwaysReadyAggregate
    zoneRedundant: zoneRedundantApp
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
    eventHubNamespaceHost: eventHub.outputs.namespaceHost
    eventHubName: eventHub.outputs.hubName
    consumerGroupName: eventHub.outputs.consumerGroupName
    partitionCount: stamp.partitionCount
    hubEpoch: stamp.?hubEpoch ?? 0
    tableServiceUri: tables.outputs.tableServiceUri
    archiveBlobServiceUri: archive.outputs.blobServiceUri
    archiveContainerName: archive.outputs.containerName
    copiesContainerName: archive.outputs.copiesContainerName
    applicationInsightsConnectionString: applicationInsightsConnectionString
    tracesPerSecond: tracesPerSecond
    adminKeyUri: adminKeyUri
    frontDoorId: frontDoorId
    trustedProxies: trustedProxies
    countryHeader: countryHeader
  }
  // It must be able to read its key when it starts.
  dependsOn: [
    vaultAccess
    telemetryAccess
  ]
}

output functionAppName string = functionApp.outputs.name
output hostName string = functionApp.outputs.hostName
output eventHubNamespaceId string = eventHub.outputs.namespaceId
