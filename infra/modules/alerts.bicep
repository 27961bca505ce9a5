// What someone must be told of. The log alerts split by application, so that one rule watches every stamp.

import { Tags } from 'types.bicep'

param location string
param tags Tags
param workspaceId string
param actionGroupId string
param frontDoorProfileId string

@description('Names of the function apps, one a stamp.')
param functionAppNames string[]

@description('Ids of the Event Hubs namespaces, one a stamp.')
param eventHubNamespaceIds string[]

@description('Messages of one partition waiting to be aggregated; a message holds up to some thousand events.')
@minValue(1)
param lagThreshold int

var logAlerts = [
  {
    name: 'consumer-lag'
    title: 'Aggregation lags behind the event log'
    description: 'A partition has had more messages waiting than it should for 15 minutes. Live figures are late; nothing is lost while the log keeps the messages.'
    severity: 1
    window: 'PT15M'
    threshold: lagThreshold
    query: '''
AppMetrics
| where Name == 'analytics.consumer.lag'
| extend Partition = tostring(Properties['partition'])
| summarize Value = min(Max) by AppRoleName, Partition
| summarize Value = max(Value) by AppRoleName
| extend TimeGenerated = now()
'''
  }
  {
    name: 'rollup-lag'
    title: 'A closed hour has waited over 30 minutes for its rollup'
    description: 'The hourly rollup is late. Queries stay right, as they read what is live, but get slower, and live rows pile up.'
    severity: 1
    window: 'PT15M'
    threshold: 1800
    query: '''
AppMetrics
| where Name == 'analytics.rollup.lag'
| summarize Value = max(coalesce(Max, Sum)) by AppRoleName
| extend TimeGenerated = now()
'''
  }
  {
    name: 'dead-letters'
    title: 'Something could not be processed and was set aside'
    description: 'Something was set aside; GET /api/v1/deadletters has the reason. Correct the fault, deploy, and retry it with POST /api/v1/deadletters/ID/retry.'
    severity: 2
    window: 'PT15M'
    threshold: 0
    query: '''
AppMetrics
| where Name == 'analytics.deadletters'
| summarize Value = sum(Sum) by AppRoleName
| extend TimeGenerated = now()
'''
  }
  {
    name: 'log-replaced'
    title: 'The event log ends before what is counted'
    description: 'The event hub was made again while the tables stayed: new messages look as if they had been counted. Start a new epoch of sequence numbers at once; docs/deploy.md says how.'
    severity: 0
    window: 'PT15M'
    threshold: 0
    query: '''
AppMetrics
| where Name == 'analytics.consumer.lag'
| summarize Value = countif(Min < 0) by AppRoleName
| extend TimeGenerated = now()
'''
  }
  {
    name: 'lost-messages'
    title: 'Messages left the event log before they were aggregated'
    description: 'Aggregation was down for longer than the log keeps messages. The log says which messages and hours; reprocess these hours from the archive.'
    severity: 1
    window: 'PT15M'
    threshold: 0
    query: '''
AppMetrics
| where Name == 'analytics.messages.lost'
| summarize Value = sum(Sum) by AppRoleName
| extend TimeGenerated = now()
'''
  }
  {
    name: 'failures'
    title: 'Background functions fail'
    description: 'Aggregation, rollups, maintenance or reprocessing threw. Retries are silent until they succeed; see the exceptions in Application Insights.'
    severity: 2
    window: 'PT15M'
    threshold: 3
    query: '''
AppRequests
| where Success == false and Name has_any ('AggregateEvents', 'RollUpHourly', 'RollUpDaily', 'RollUpLarge', 'CountDays', 'Maintain', 'CopyTables', 'EvaluateAlerts', 'Reprocess', 'MeasureLag')
| summarize Value = sum(ItemCount) by AppRoleName
| extend TimeGenerated = now()
'''
  }
  {
    name: 'server-errors'
    title: 'Over 1 % of requests end in a server error'
    description: 'The share of 5xx answers of the last 15 minutes. 503 with Retry-After is the collector protecting the log: look at throttling first.'
    severity: 1
    window: 'PT15M'
    threshold: 1
    query: '''
AppRequests
| extend Status = toint(ResultCode)
| where Status >= 100
| summarize Requests = sum(ItemCount), Errors = sumif(ItemCount, Status >= 500) by AppRoleName
| where Requests >= 100
| project AppRoleName, Value = 100.0 * Errors / Requests, TimeGenerated = now()
'''
  }
  {
    name: 'silence'
    title: 'A stamp has reported nothing for 30 minutes'
    description: 'The lag is measured every minute; its absence means that the application does not run. See its log stream, and whether its admin key resolves.'
    severity: 0
    window: 'PT30M'
    threshold: 0
    // Starts with a table, as the query of an alert should, and so does not start with the names of the applications.
    query: format(
      '''
AppMetrics
| where Name == 'analytics.consumer.lag'
| summarize Reporting = make_set(AppRoleName)
| mv-expand AppRoleName = dynamic({0}) to typeof(string)
| where not(set_has_element(Reporting, AppRoleName))
| project AppRoleName, Value = 1, TimeGenerated = now()
''',
      string(functionAppNames)
    )
  }
]

resource logAlertRules 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in logAlerts: {
    name: 'alert-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.title
      description: alert.description
      enabled: true
      severity: alert.severity
      scopes: [
        workspaceId
      ]
      evaluationFrequency: 'PT5M'
      windowSize: alert.window
      autoMitigate: true
      // The tables of custom metrics come into being with the first telemetry, after this rule.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            metricMeasureColumn: 'Value'
            timeAggregation: 'Maximum'
            operator: 'GreaterThan'
            threshold: alert.threshold
            dimensions: [
              {
                name: 'AppRoleName'
                operator: 'Include'
                values: [
                  '*'
                ]
              }
            ]
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [
          actionGroupId
        ]
      }
    }
  }
]

// Seen from outside: also counts what never reached an application.
resource edgeErrors 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'alert-edge-errors'
  location: 'global'
  tags: tags
  properties: {
    description: 'Over 1 % of the requests at Front Door end in a server error.'
    enabled: true
    severity: 1
    scopes: [
      frontDoorProfileId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'server-errors'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'Percentage5XX'
          metricNamespace: 'Microsoft.Cdn/profiles'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 1
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}

// Throttled publishing comes back to clients as 503: the log needs more units or partitions.
resource throttling 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for (namespaceId, i) in eventHubNamespaceIds: {
    name: 'alert-throttling-${i}'
    location: 'global'
    tags: tags
    properties: {
      description: 'Event Hubs refuses requests: the namespace ${last(split(namespaceId, '/'))} is at its limit.'
      enabled: true
      severity: 2
      scopes: [
        namespaceId
      ]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: 'throttled'
            criterionType: 'StaticThresholdCriterion'
            metricName: 'ThrottledRequests'
            metricNamespace: 'Microsoft.EventHub/namespaces'
            timeAggregation: 'Total'
            operator: 'GreaterThan'
            threshold: 100
          }
        ]
      }
      actions: [
        {
          actionGroupId: actionGroupId
        }
      ]
    }
  }
]
