// How requests find their stamp. A site lives in one stamp, whole: its events, its tables, its queries. So
// - every stamp has an endpoint of its own, which the site's clients use;
// - the entry endpoint serves the first stamp, which alone is all that a single-stamp deployment needs;
// - only the registration of a new site (POST /api/v1/sites at the entry) is spread over the stamps by weight.
// A canary is therefore a stamp with weight 5 beside one with 95: it receives 5 % of the new sites, and never half of a site.

import { StampOrigin, StampUrl, Tags } from 'types.bicep'

param profileName string
param entryEndpointName string
param stampEndpointPrefix string
param tags Tags
param firewallId string
param stamps StampOrigin[]

@description('Header in which the country of the visitor is given to the origin.')
param countryHeader string

resource profile 'Microsoft.Cdn/profiles@2026-07-01' existing = {
  name: profileName
}

resource allStamps 'Microsoft.Cdn/profiles/originGroups@2026-07-01' = {
  parent: profile
  name: 'new-sites'
  properties: {
    sessionAffinityState: 'Disabled'
    loadBalancingSettings: {
      sampleSize: 4
      successfulSamplesRequired: 2
      // As wide as it goes, or the nearest stamp would take everything whatever its weight.
      additionalLatencyInMilliseconds: 1000
    }
    // Every edge location probes by itself, so often is dear: each probe is a billed request to every stamp.
    healthProbeSettings: {
      probePath: '/health/live'
      probeRequestType: 'GET'
      probeProtocol: 'Https'
      probeIntervalInSeconds: 120
    }
  }
}

resource weightedOrigins 'Microsoft.Cdn/profiles/originGroups/origins@2026-07-01' = [
  for stamp in stamps: {
    parent: allStamps
    name: stamp.name
    properties: {
      hostName: stamp.hostName
      originHostHeader: stamp.hostName
      httpPort: 80
      httpsPort: 443
      priority: 1
      weight: max(1, stamp.weight)
      enabledState: stamp.weight > 0 ? 'Enabled' : 'Disabled'
      enforceCertificateNameCheck: true
    }
  }
]

resource stampGroups 'Microsoft.Cdn/profiles/originGroups@2026-07-01' = [
  for stamp in stamps: {
    parent: profile
    name: 'stamp-${stamp.name}'
    properties: {
      sessionAffinityState: 'Disabled'
      loadBalancingSettings: {
        sampleSize: 4
        successfulSamplesRequired: 2
        additionalLatencyInMilliseconds: 0
      }
    }
  }
]

resource stampOrigins 'Microsoft.Cdn/profiles/originGroups/origins@2026-07-01' = [
  for (stamp, i) in stamps: {
    parent: stampGroups[i]
    name: stamp.name
    properties: {
      hostName: stamp.hostName
      originHostHeader: stamp.hostName
      httpPort: 80
      httpsPort: 443
      priority: 1
      weight: 1000
      enabledState: 'Enabled'
      enforceCertificateNameCheck: true
    }
  }
]

// What only the edge knows of a visitor. Overwritten, so that nobody can claim another country.
resource visitorFacts 'Microsoft.Cdn/profiles/ruleSets@2026-07-01' = {
  parent: profile
  name: 'VisitorFacts'
}

resource country 'Microsoft.Cdn/profiles/ruleSets/rules@2026-07-01' = {
  parent: visitorFacts
  name: 'Country'
  properties: {
    order: 1
    matchProcessingBehavior: 'Continue'
    actions: [
      {
        name: 'ModifyRequestHeader'
        parameters: {
          typeName: 'DeliveryRuleHeaderActionParameters'
          headerAction: 'Overwrite'
          headerName: countryHeader
          value: '{geo_country}'
        }
      }
    ]
  }
}

resource placement 'Microsoft.Cdn/profiles/ruleSets@2026-07-01' = {
  parent: profile
  name: 'Placement'
}

resource newSites 'Microsoft.Cdn/profiles/ruleSets/rules@2026-07-01' = {
  parent: placement
  name: 'NewSites'
  properties: {
    order: 1
    matchProcessingBehavior: 'Continue'
    conditions: [
      {
        name: 'RequestMethod'
        parameters: {
          typeName: 'DeliveryRuleRequestMethodConditionParameters'
          operator: 'Equal'
          matchValues: [
            'POST'
          ]
        }
      }
      {
        name: 'UrlPath'
        parameters: {
          typeName: 'DeliveryRuleUrlPathMatchConditionParameters'
          operator: 'Equal'
          matchValues: [
            'api/v1/sites'
            '/api/v1/sites'
          ]
        }
      }
    ]
    actions: [
      {
        name: 'RouteConfigurationOverride'
        parameters: {
          typeName: 'DeliveryRuleRouteConfigurationOverrideActionParameters'
          originGroupOverride: {
            originGroup: {
              id: allStamps.id
            }
            forwardingProtocol: 'HttpsOnly'
          }
        }
      }
    ]
  }
  dependsOn: [
    weightedOrigins
  ]
}

resource entry 'Microsoft.Cdn/profiles/afdEndpoints@2026-07-01' = {
  parent: profile
  name: entryEndpointName
  location: 'global'
  tags: tags
  properties: {
    enabledState: 'Enabled'
  }
}

resource entryRoute 'Microsoft.Cdn/profiles/afdEndpoints/routes@2026-07-01' = {
  parent: entry
  name: 'everything'
  properties: {
    originGroup: {
      id: stampGroups[0].id
    }
    ruleSets: [
      {
        id: visitorFacts.id
      }
      {
        id: placement.id
      }
    ]
    patternsToMatch: [
      '/*'
    ]
    supportedProtocols: [
      'Http'
      'Https'
    ]
    forwardingProtocol: 'HttpsOnly'
    httpsRedirect: 'Enabled'
    linkToDefaultDomain: 'Enabled'
    enabledState: 'Enabled'
  }
  dependsOn: [
    stampOrigins
    country
    newSites
  ]
}

resource stampEndpoints 'Microsoft.Cdn/profiles/afdEndpoints@2026-07-01' = [
  for stamp in stamps: {
    parent: profile
    name: '${stampEndpointPrefix}-${stamp.name}'
    location: 'global'
    tags: tags
    properties: {
      enabledState: 'Enabled'
    }
  }
]

resource stampRoutes 'Microsoft.Cdn/profiles/afdEndpoints/routes@2026-07-01' = [
  for (stamp, i) in stamps: {
    parent: stampEndpoints[i]
    name: 'everything'
    properties: {
      originGroup: {
        id: stampGroups[i].id
      }
      ruleSets: [
        {
          id: visitorFacts.id
        }
      ]
      patternsToMatch: [
        '/*'
      ]
      supportedProtocols: [
        'Http'
        'Https'
      ]
      forwardingProtocol: 'HttpsOnly'
      httpsRedirect: 'Enabled'
      linkToDefaultDomain: 'Enabled'
      enabledState: 'Enabled'
    }
    dependsOn: [
      stampOrigins
      country
    ]
  }
]

resource firewallAssociation 'Microsoft.Cdn/profiles/securityPolicies@2026-07-01' = {
  parent: profile
  name: 'firewall'
  properties: {
    parameters: {
      type: 'WebApplicationFirewall'
      wafPolicy: {
        id: firewallId
      }
      associations: [
        {
          domains: concat(
            [
              {
                id: entry.id
              }
            ],
            map(stamps, stamp => {
              id: resourceId('Microsoft.Cdn/profiles/afdEndpoints', profileName, '${stampEndpointPrefix}-${stamp.name}')
            })
          )
          patternsToMatch: [
            '/*'
          ]
        }
      ]
    }
  }
  dependsOn: [
    stampEndpoints
  ]
}

output entryUrl string = 'https://${entry.properties.hostName}'
output stampUrls StampUrl[] = [
  for (stamp, i) in stamps: {
    stamp: stamp.name
    url: 'https://${stampEndpoints[i].properties.hostName}'
  }
]
