// Ten stamps on Premium, the largest deployment.

using '../main.bicep'

param environmentName = 'check'
param location = 'westeurope'
param keepAdminKey = true
param frontDoorSku = 'Premium_AzureFrontDoor'
param logRetentionHours = 2160
param stamps = [
  {
    name: 's00'
    location: 'westeurope'
    weight: 100
    hubTier: 'Premium'
    hubUnits: 2
    hubMaximumUnits: 20
    partitionCount: 100
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's10'
    location: 'westeurope'
    weight: 100
    hubTier: 'Premium'
    hubUnits: 2
    hubMaximumUnits: 20
    partitionCount: 100
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's20'
    location: 'westeurope'
    weight: 100
    hubTier: 'Premium'
    hubUnits: 2
    hubMaximumUnits: 20
    partitionCount: 100
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's30'
    location: 'westeurope'
    weight: 100
    hubTier: 'Premium'
    hubUnits: 2
    hubMaximumUnits: 20
    partitionCount: 100
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's40'
    location: 'westeurope'
    weight: 100
    hubTier: 'Premium'
    hubUnits: 2
    hubMaximumUnits: 20
    partitionCount: 100
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's50'
    location: 'westeurope'
    weight: 100
    hubTier: 'Premium'
    hubUnits: 2
    hubMaximumUnits: 20
    partitionCount: 100
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's60'
    location: 'westeurope'
    weight: 100
    hubTier: 'Premium'
    hubUnits: 2
    hubMaximumUnits: 20
    partitionCount: 100
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's70'
    location: 'westeurope'
    weight: 100
    hubTier: 'Premium'
    hubUnits: 2
    hubMaximumUnits: 20
    partitionCount: 100
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's80'
    location: 'westeurope'
    weight: 100
    hubTier: 'Premium'
    hubUnits: 2
    hubMaximumUnits: 20
    partitionCount: 100
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's90'
    location: 'westeurope'
    weight: 100
    hubTier: 'Premium'
    hubUnits: 2
    hubMaximumUnits: 20
    partitionCount: 100
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
]
