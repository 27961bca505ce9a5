// The cheapest: for tests, nothing redundant, nothing warm.

using '../main.bicep'

param environmentName = 'check'
param location = 'westeurope'
param keepAdminKey = true
param production = false
param stamps = [
  {
    name: 'main'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 1
    partitionCount: 1
    alwaysReadyHttp: 0
    alwaysReadyAggregate: 0
    maximumInstances: 40
  }
]
