// Refused: zoneRedundantApp needs two always-ready instances of each kind

using '../main.bicep'

param environmentName = 'check'
param location = 'westeurope'
param keepAdminKey = true
param zoneRedundantApp = true
param stamps = [
  {
    name: 'main'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 1
    alwaysReadyAggregate: 2
    maximumInstances: 100
  }
]
