// Types that several modules share.

@export()
@description('Tags of a resource, by name.')
type Tags = {
  *: string
}

@export()
@description('One stamp: an independent copy of the whole in one region.')
type StampSettings = {
  @description('Short name, part of resource names: letters and digits.')
  @minLength(2)
  @maxLength(8)
  name: string

  @description('Azure region.')
  location: string

  @description('Share of the new sites that it receives, relative to the other stamps; 0 for none.')
  @minValue(0)
  @maxValue(1000)
  weight: int

  @description('Tier of Event Hubs.')
  hubTier: 'Standard' | 'Premium'

  @description('Throughput units (Standard) or processing units (Premium) to start with.')
  @minValue(1)
  @maxValue(40)
  hubUnits: int

  @description('Throughput units that Standard may inflate to.')
  @minValue(1)
  @maxValue(40)
  hubMaximumUnits: int

  @description('Partitions; for good.')
  @minValue(1)
  @maxValue(100)
  partitionCount: int

  @description('How often the hub was made again while the tables stayed; 0 if missing. docs/deploy.md says when to raise it.')
  @minValue(0)
  hubEpoch: int?

  @description('Instances kept warm for HTTP.')
  @minValue(0)
  alwaysReadyHttp: int

  @description('Instances kept warm for aggregation.')
  @minValue(0)
  alwaysReadyAggregate: int

  @description('Instances at most, for each group of functions that scales by itself.')
  @minValue(40)
  @maxValue(1000)
  maximumInstances: int
}

@export()
@description('A stamp as Front Door sees it.')
type StampOrigin = {
  name: string
  hostName: string
  weight: int
}

@export()
@description('Where a stamp is reached through Front Door.')
type StampUrl = {
  stamp: string
  url: string
}

@export()
@description('The function app of a stamp, for those who deploy to it.')
type StampApp = {
  stamp: string
  resourceGroup: string
  name: string
}

@export()
@description('A resource that gets a private endpoint.')
type PrivateTarget = {
  @description('Name of the endpoint, without its kind.')
  name: string
  resourceId: string

  @description('What of the resource: blob, table, namespace or vault.')
  group: string

  @description('The private DNS zone of its names.')
  zone: string
}
