// Refused: Every stamp has weight 0

using '../main.bicep'

param environmentName = 'check'
param location = 'westeurope'
param keepAdminKey = true
param stamps = [
  {
    name: 'main'
    location: 'westeurope'
    weight: 0
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
]
