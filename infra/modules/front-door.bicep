// The front door itself and its firewall. The stamps need its id to recognise it, so its routes come later: front-door-routes.bicep.

import { Tags } from 'types.bicep'

param profileName string
param firewallName string
param tags Tags
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

// Rules match the path alone. The address that the firewall sees may have a scheme and host before it, and has the query after it.
var collectingPath = '^(https?://[^/?#]*)?/+api/events?/?([?#]|$)'
var clientPath = '^(https?://[^/?#]*)?/+(v1/(batch|import|track|page|screen|identify|group|alias|[abgipst])|(mp|g)/collect|batch|capture|e|i|i/v0/e|api/(send|batch|track)|track|(matomo|piwik)\\.php|com\\.snowplowanalytics\\.snowplow/tp2|pixel\\.gif)/?([?#]|$)'
var queryPath = '^(https?://[^/?#]*)?/+api/v2/'
var importPath = '^(https?://[^/?#]*)?/+api/v1/sites/[^?#]+/imports/?([?#]|$)'
var hostPath = '^(https?://[^/?#]*)?/+(admin|runtime)([/?#]|$)'
var dotSegment = '^[^?#]*/\\.\\.?([/?#]|$)'
var plainly = ['UrlDecode', 'Lowercase']

var isPremium = skuName == 'Premium_AzureFrontDoor'

resource profile 'Microsoft.Cdn/profiles@2026-07-01' = {
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

resource firewall 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2026-04-01' = {
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
          // The API accepts 4 MB at most, except for imports; what is larger need not travel to a stamp to be refused.
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
            {
              matchVariable: 'RequestUri'
              operator: 'RegEx'
              negateCondition: true
              transforms: plainly
              matchValue: [
                importPath
              ]
            }
          ]
        }
        {
          // An import accepts a zip of 32 MiB.
          name: 'BlockLargeImports'
          priority: 210
          enabledState: 'Enabled'
          ruleType: 'MatchRule'
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestHeader'
              selector: 'Content-Length'
              operator: 'GreaterThan'
              matchValue: [
                '34603008'
              ]
            }
          ]
        }
        {
          // What the Functions host answers beside the API, and addresses that become others on the way.
          name: 'BlockHostPaths'
          priority: 250
          enabledState: 'Enabled'
          ruleType: 'MatchRule'
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestUri'
              operator: 'RegEx'
              transforms: plainly
              matchValue: [
                hostPath
                dotSegment
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
              operator: 'RegEx'
              transforms: plainly
              matchValue: [
                collectingPath
                clientPath
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
              operator: 'RegEx'
              negateCondition: true
              transforms: plainly
              matchValue: [
                collectingPath
                clientPath
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
              operator: 'RegEx'
              transforms: plainly
              matchValue: [
                collectingPath
                clientPath
                queryPath
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

#disable-next-line use-recent-api-versions // Only the previews have settings by resource.
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
