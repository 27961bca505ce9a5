// Refused: hubMaximumUnits is 3, below hubUnits, 4

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
    hubUnits: 4
    hubMaximumUnits: 3
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
]
