// What a stamp is, for those who declare one and for those who route to it.

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
