// Refused: Premium has 1, 2, 4, 8 or 16 units, and hubUnits is 3

using '../main.bicep'

param environmentName = 'check'
param location = 'westeurope'
param keepAdminKey = true
param stamps = [
  {
    name: 'main'
    location: 'westeurope'
    weight: 100
    hubTier: 'Premium'
    hubUnits: 3
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
]
