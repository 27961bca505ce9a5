// The front door itself and its firewall. The stamps need its id to recognise it, so its routes come later: front-door-routes.bicep.

param profileName string
param firewallName string
param tags object
param workspaceId string

@description('Premium adds managed rule sets and costs about ten times the base fee.')
@allowed([
  'Standard_AzureFrontDoor'
  'Premium_AzureFrontDoor'
])
param skuName string

@description('Collecting requests a minute from one address. An office or a mobile carrier shares one address among thousands.')
@minValue(10)
param collectRequestsPerMinute int

@description('All other requests a minute from one address.')
@minValue(10)
param otherRequestsPerMinute int

var isPremium = skuName == 'Premium_AzureFrontDoor'

resource profile 'Microsoft.Cdn/profiles@2024-02-01' = {
  name: profileName
  location: 'global'
  tags: tags
  sku: {
    name: skuName
  }
  properties: {
    originResponseTimeoutSeconds: 60
    // Addresses of visitors go no further than the collector, so they must not be in the logs of the edge either.
    logScrubbing: {
      state: 'Enabled'
      scrubbingRules: [
        {
          matchVariable: 'RequestIPAddress'
          selectorMatchOperator: 'EqualsAny'
          state: 'Enabled'
        }
        {
          matchVariable: 'QueryStringArgNames'
          selectorMatchOperator: 'EqualsAny'
          state: 'Enabled'
        }
      ]
    }
  }
}

resource firewall 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2024-02-01' = {
  name: firewallName
  location: 'global'
  tags: tags
  sku: {
    name: skuName
  }
  properties: {
    policySettings: {
      enabledState: 'Enabled'
      mode: 'Prevention'
      logScrubbing: {
        state: 'Enabled'
        scrubbingRules: [
          {
            matchVariable: 'RequestIPAddress'
            selectorMatchOperator: 'EqualsAny'
            state: 'Enabled'
          }
        ]
      }
    }
    customRules: {
      rules: [
        {
          name: 'BlockUnknownMethods'
          priority: 100
          enabledState: 'Enabled'
          ruleType: 'MatchRule'
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestMethod'
              operator: 'Equal'
              negateCondition: true
              matchValue: [
                'GET'
                'HEAD'
                'POST'
                'PUT'
                'DELETE'
                'OPTIONS'
              ]
            }
          ]
        }
        {
          // The API accepts 4 MB at most; what is larger need not travel to a stamp to be refused.
          name: 'BlockLargeBodies'
          priority: 200
          enabledState: 'Enabled'
          ruleType: 'MatchRule'
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestHeader'
              selector: 'Content-Length'
              operator: 'GreaterThan'
              matchValue: [
                '5242880'
              ]
            }
          ]
        }
        {
          name: 'LimitCollecting'
          priority: 300
          enabledState: 'Enabled'
          ruleType: 'RateLimitRule'
          rateLimitDurationInMinutes: 1
          rateLimitThreshold: collectRequestsPerMinute
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestUri'
              operator: 'Contains'
              matchValue: [
                '/api/event'
              ]
            }
          ]
        }
        {
          name: 'LimitTheRest'
          priority: 400
          enabledState: 'Enabled'
          ruleType: 'RateLimitRule'
          rateLimitDurationInMinutes: 1
          rateLimitThreshold: otherRequestsPerMinute
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestUri'
              operator: 'Contains'
              negateCondition: true
              matchValue: [
                '/api/event'
              ]
            }
          ]
        }
        {
          // Events carry the addresses of strangers' pages, and queries carry patterns: both look like attacks to managed rules.
          name: 'AllowEventsAndQueries'
          priority: 500
          enabledState: 'Enabled'
          ruleType: 'MatchRule'
          action: 'Allow'
          matchConditions: [
            {
              matchVariable: 'RequestUri'
              operator: 'Contains'
              matchValue: [
                '/api/event'
                '/api/v2/'
              ]
            }
          ]
        }
      ]
    }
    managedRules: {
      managedRuleSets: isPremium
        ? [
            {
              ruleSetType: 'Microsoft_DefaultRuleSet'
              ruleSetVersion: '2.1'
              ruleSetAction: 'Block'
            }
          ]
        : []
    }
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: profile
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'FrontDoorWebApplicationFirewallLog'
        enabled: true
      }
      {
        category: 'FrontDoorHealthProbeLog'
        enabled: true
      }
    ]
  }
}

output profileId string = profile.id
output profileName string = profile.name
output frontDoorId string = profile.properties.frontDoorId
output firewallId string = firewall.id
