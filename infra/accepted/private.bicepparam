// Everything on, with private networking.

using '../main.bicep'

param environmentName = 'check'
param location = 'westeurope'
param keepAdminKey = true
param zoneRedundantApp = true
param privateNetworking = true
param archiveLockDays = 30
param frontDoorSku = 'Premium_AzureFrontDoor'
param operatorPrincipalId = '00000000-0000-0000-0000-000000000001'
param alertEmails = [
  'operator@shop.example'
]
param stamps = [
  {
    name: 'main'
    location: 'westeurope'
    weight: 100
    hubTier: 'Standard'
    hubUnits: 1
    hubMaximumUnits: 20
    partitionCount: 32
    alwaysReadyHttp: 2
    alwaysReadyAggregate: 2
    maximumInstances: 100
  }
]
