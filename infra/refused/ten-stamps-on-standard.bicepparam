// Refused: Standard Front Door has endpoints for nine stamps, and stamps has 10

using '../main.bicep'

param environmentName = 'check'
param location = 'westeurope'
param keepAdminKey = true
param stamps = [
  {
    name: 's00'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's10'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's20'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's30'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's40'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's50'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's60'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's70'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's80'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
  {
    name: 's90'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
]
