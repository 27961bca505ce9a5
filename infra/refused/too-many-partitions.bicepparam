// Refused: Standard has at most 32 partitions, and partitionCount is 33

using '../main.bicep'

param environmentName = 'check'
param location = 'westeurope'
param keepAdminKey = true
param stamps = [
  {
    name: 'main'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 33
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
]
