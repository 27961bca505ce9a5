// Refused: Standard keeps messages for at most 168 hours, and logRetentionHours is 169

using '../main.bicep'

param environmentName = 'check'
param location = 'westeurope'
param keepAdminKey = true
param logRetentionHours = 169
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
    alwaysReadyAggregate: 1
    maximumInstances: 100
  }
]
