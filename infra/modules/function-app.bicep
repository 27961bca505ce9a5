// The application on the Flex Consumption plan: HTTP functions behind Front Door, the Event Hub trigger, the timers.

import { Tags } from 'types.bicep'

param planName string
param appName string
param location string
param tags Tags

param identityId string
param identityClientId string

param hostStorageName string
param packagesUri string

@description('MB of memory an instance.')
@allowed([
  2048
  4096
])
param instanceMemory int

// A collect request waits some 60 ms, nearly all of it for the log: 64 at once are about the 1,000 requests a second that an instance has time for.
// The default of an instance of 2 GB, 16, would scale out at a quarter of that.
var httpConcurrency = 64

@description('Instances at most, for each of: HTTP together, the Event Hub trigger, each timer. More than the partitions can not aggregate.')
@minValue(40)
@maxValue(1000)
param maximumInstances int

@description('Instances kept warm for HTTP; 0 lets it scale to none, at the price of cold starts.')
@minValue(0)
param alwaysReadyHttp int

@description('Instances kept warm for the Event Hub trigger; 0 lets it scale to none.')
@minValue(0)
param alwaysReadyAggregate int

@description('Spread instances over zones; needs at least two always-ready instances of each kind.')
param zoneRedundant bool

@description('The subnet that the application leaves through; empty for none.')
param subnetId string

param eventHubNamespaceHost string
param eventHubName string
param consumerGroupName string
param partitionCount int
param hubEpoch int
param tableServiceUri string
param archiveBlobServiceUri string
param archiveContainerName string
param copiesContainerName string
param applicationInsightsConnectionString string

@description('Traces a second that each instance sends to Application Insights.')
@minValue(1)
param tracesPerSecond int

@description('Address of the admin key in Key Vault, without a version, so that a new version is picked up.')
param adminKeyUri string

@description('Id of the Front Door profile: requests without it in X-Azure-FDID are refused.')
param frontDoorId string

@description('Networks whose forwarding headers are believed, in CIDR notation.')
param trustedProxies string[]

@description('Header in which Front Door gives the country of the visitor.')
param countryHeader string

var proxySettings = toObject(
  range(0, length(trustedProxies)),
  index => 'Analytics__Web__TrustedProxies__${index}',
  index => trustedProxies[index]
)

var alwaysReady = filter(
  [
    {
      name: 'http'
      instanceCount: alwaysReadyHttp
    }
    {
      name: 'function:AggregateEvents'
      instanceCount: alwaysReadyAggregate
    }
  ],
  group => group.instanceCount > 0
)

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: appName
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUri
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        alwaysReady: alwaysReady
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: maximumInstances
        triggers: {
          http: {
            perInstanceConcurrency: httpConcurrency
          }
        }
      }
    }
    siteConfig: {
      http20Enabled: true
      minTlsVersion: '1.2'
      ipSecurityRestrictionsDefaultAction: 'Deny'
      ipSecurityRestrictions: [
        {
          name: 'front-door'
          action: 'Allow'
          priority: 100
          tag: 'ServiceTag'
          ipAddress: 'AzureFrontDoor.Backend'
          headers: {
            'x-azure-fdid': [
              frontDoorId
            ]
          }
        }
      ]
    }
  }
}

resource settings 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: app
  name: 'appsettings'
  properties: union(proxySettings, {
    ANALYTICS_ADMIN_KEY: '@Microsoft.KeyVault(SecretUri=${adminKeyUri})'
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
    AZURE_CLIENT_ID: identityClientId
    Analytics__Web__ClientAddressHeader: 'X-Azure-SocketIP'
    Analytics__Web__CountryHeader: countryHeader
    ArchiveContainer: archiveContainerName
    CopiesContainer: copiesContainerName
    Archive__blobServiceUri: archiveBlobServiceUri
    AzureWebJobsDisableHomepage: 'true'
    AzureWebJobsStorage__accountName: hostStorageName
    AzureWebJobsStorage__clientId: identityClientId
    AzureWebJobsStorage__credential: 'managedidentity'
    EventHubConsumerGroup: consumerGroupName
    EventHubEpoch: string(hubEpoch)
    EventHubName: eventHubName
    EventHubPartitionCount: string(partitionCount)
    EventHub__clientId: identityClientId
    EventHub__credential: 'managedidentity'
    EventHub__fullyQualifiedNamespace: eventHubNamespaceHost
    // Alerts and the workbook tell stamps apart by it.
    OTEL_SERVICE_NAME: appName
    // A trace a request would cost more than the rest together. Metrics are not sampled.
    OTEL_TRACES_SAMPLER: 'microsoft.rate_limited'
    OTEL_TRACES_SAMPLER_ARG: string(tracesPerSecond)
    Tables__tableServiceUri: tableServiceUri
  })
}

// Deployments authenticate with Entra ID; the publishing password is switched off. (The plan has no FTP.)
resource scmPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

output name string = app.name
output hostName string = app.properties.defaultHostName
