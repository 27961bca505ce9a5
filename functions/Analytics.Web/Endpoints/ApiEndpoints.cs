using Analytics.Web.Alerts;
using Analytics.Web.Assets;
using Analytics.Web.Collection;
using Analytics.Web.Counting;
using Analytics.Web.CustomProperties;
using Analytics.Web.DeadLetters;
using Analytics.Web.Erasures;
using Analytics.Web.Exports;
using Analytics.Web.Goals;
using Analytics.Web.Guests;
using Analytics.Web.Health;
using Analytics.Web.Imports;
using Analytics.Web.Jobs;
using Analytics.Web.Keys;
using Analytics.Web.Legacy;
using Analytics.Web.Live;
using Analytics.Web.Paths;
using Analytics.Web.Queries;
using Analytics.Web.Reference;
using Analytics.Web.Sessions;
using Analytics.Web.Sharing;
using Analytics.Web.Sites;
using Analytics.Web.Tracker;

namespace Analytics.Web.Endpoints;

/// <summary>All endpoints of the API, the same in both hosts.</summary>
public static class ApiEndpoints
{
    /// <summary>Every endpoint.</summary>
    public static IReadOnlyList<ApiEndpoint> All { get; } =
    [
        ApiEndpoint.Of<CollectHandler>("CollectEvent", "POST", "/api/event", (handler, context) => handler.OneAsync(context)),
        new("CollectEventPreflight", "OPTIONS", "/api/event", Cors.PreflightAsync),
        ApiEndpoint.Of<CollectHandler>("CollectEvents", "POST", "/api/events", (handler, context) => handler.BatchAsync(context)),
        new("CollectEventsPreflight", "OPTIONS", "/api/events", Cors.PreflightAsync),
        ApiEndpoint.Of<SocketHandler>("CollectSocket", "GET", "/api/v1/events/stream", (handler, context) => handler.RunAsync(context)),
        ApiEndpoint.Of<CountingHandler>("Counting", "GET", "/api/v1/counting", (handler, context) => handler.ReadAsync(context)),
        ApiEndpoint.Of<QueryHandler>("Query", "POST", "/api/v2/query", (handler, context) => handler.QueryAsync(context)),
        ApiEndpoint.Of<PathsHandler>("Funnel", "POST", "/api/v2/funnel", (handler, context) => handler.FunnelAsync(context)),
        ApiEndpoint.Of<PathsHandler>("Journeys", "POST", "/api/v2/journeys", (handler, context) => handler.JourneysAsync(context)),
        ApiEndpoint.Of<PathsHandler>("Retention", "POST", "/api/v2/retention", (handler, context) => handler.RetentionAsync(context)),
        ApiEndpoint.Of<BatchHandler>("QueryBatch", "POST", "/api/v2/query/batch", (handler, context) => handler.AnswerAsync(context)),
        ApiEndpoint.Of<QueryHandler>(
            "RealtimeVisitors",
            "GET",
            "/api/v1/stats/realtime/visitors",
            (handler, context) => handler.RealtimeAsync(context)
        ),
        ApiEndpoint.Of<LegacyStatsHandler>(
            "LegacyAggregate",
            "GET",
            "/api/v1/stats/aggregate",
            (handler, context) => handler.AggregateAsync(context)
        ),
        ApiEndpoint.Of<LegacyStatsHandler>(
            "LegacyTimeseries",
            "GET",
            "/api/v1/stats/timeseries",
            (handler, context) => handler.TimeseriesAsync(context)
        ),
        ApiEndpoint.Of<LegacyStatsHandler>(
            "LegacyBreakdown",
            "GET",
            "/api/v1/stats/breakdown",
            (handler, context) => handler.BreakdownAsync(context)
        ),
        ApiEndpoint.Of<LiveHandler>("Live", "GET", "/api/v1/sites/{site}/live", (handler, context) => handler.ReadAsync(context)),
        ApiEndpoint.Of<LiveStreamHandler>(
            "LiveStream",
            "GET",
            "/api/v1/sites/{site}/live/stream",
            (handler, context) => handler.ReadAsync(context)
        ),
        ApiEndpoint.Of<SitesHandler>("ListSites", "GET", "/api/v1/sites", (handler, context) => handler.ListAsync(context)),
        ApiEndpoint.Of<SitesHandler>(
            "ListPublicSites",
            "GET",
            "/api/v1/sites/public",
            (handler, context) => handler.ListPublicAsync(context)
        ),
        ApiEndpoint.Of<SitesHandler>("CreateSite", "POST", "/api/v1/sites", (handler, context) => handler.CreateAsync(context)),
        ApiEndpoint.Of<SitesHandler>("GetSite", "GET", "/api/v1/sites/{site}", (handler, context) => handler.GetAsync(context)),
        ApiEndpoint.Of<SitesHandler>("UpdateSite", "PUT", "/api/v1/sites/{site}", (handler, context) => handler.UpdateAsync(context)),
        ApiEndpoint.Of<ErasuresHandler>(
            "DeleteSite",
            "DELETE",
            "/api/v1/sites/{site}",
            (handler, context) => handler.DeleteSiteAsync(context)
        ),
        ApiEndpoint.Of<ErasuresHandler>(
            "ListErasures",
            "GET",
            "/api/v1/sites/{site}/erasures",
            (handler, context) => handler.ListAsync(context)
        ),
        ApiEndpoint.Of<ErasuresHandler>(
            "CreateErasure",
            "POST",
            "/api/v1/sites/{site}/erasures",
            (handler, context) => handler.CreateAsync(context)
        ),
        ApiEndpoint.Of<ExportHandler>(
            "ExportSite",
            "GET",
            "/api/v1/sites/{site}/export",
            (handler, context) => handler.ReadAsync(context)
        ),
        ApiEndpoint.Of<AlertsHandler>(
            "ListAlerts",
            "GET",
            "/api/v1/sites/{site}/alerts",
            (handler, context) => handler.ListAsync(context)
        ),
        ApiEndpoint.Of<AlertsHandler>(
            "CreateAlert",
            "POST",
            "/api/v1/sites/{site}/alerts",
            (handler, context) => handler.CreateAsync(context)
        ),
        ApiEndpoint.Of<AlertsHandler>(
            "UpdateAlert",
            "PUT",
            "/api/v1/sites/{site}/alerts/{id}",
            (handler, context) => handler.UpdateAsync(context)
        ),
        ApiEndpoint.Of<AlertsHandler>(
            "DeleteAlert",
            "DELETE",
            "/api/v1/sites/{site}/alerts/{id}",
            (handler, context) => handler.DeleteAsync(context)
        ),
        ApiEndpoint.Of<ImportsHandler>(
            "ListImports",
            "GET",
            "/api/v1/sites/{site}/imports",
            (handler, context) => handler.ListAsync(context)
        ),
        ApiEndpoint.Of<ImportsHandler>(
            "CreateImport",
            "POST",
            "/api/v1/sites/{site}/imports",
            (handler, context) => handler.CreateAsync(context)
        ),
        ApiEndpoint.Of<ImportsHandler>(
            "DeleteImport",
            "DELETE",
            "/api/v1/sites/{site}/imports/{id}",
            (handler, context) => handler.DeleteAsync(context)
        ),
        ApiEndpoint.Of<GoalsHandler>("ListGoals", "GET", "/api/v1/sites/goals", (handler, context) => handler.ListAsync(context)),
        ApiEndpoint.Of<GoalsHandler>("PutGoal", "PUT", "/api/v1/sites/goals", (handler, context) => handler.PutAsync(context)),
        ApiEndpoint.Of<GoalsHandler>(
            "DeleteGoal",
            "DELETE",
            "/api/v1/sites/goals/{id}",
            (handler, context) => handler.DeleteAsync(context)
        ),
        ApiEndpoint.Of<GoalsHandler>(
            "ListSiteGoals",
            "GET",
            "/api/v1/sites/{site}/goals",
            (handler, context) => handler.ListOfSiteAsync(context)
        ),
        ApiEndpoint.Of<GoalsHandler>(
            "CreateSiteGoal",
            "POST",
            "/api/v1/sites/{site}/goals",
            (handler, context) => handler.CreateAsync(context)
        ),
        ApiEndpoint.Of<GoalsHandler>(
            "GetSiteGoal",
            "GET",
            "/api/v1/sites/{site}/goals/{id}",
            (handler, context) => handler.GetAsync(context)
        ),
        ApiEndpoint.Of<GoalsHandler>(
            "UpdateSiteGoal",
            "PUT",
            "/api/v1/sites/{site}/goals/{id}",
            (handler, context) => handler.UpdateAsync(context)
        ),
        ApiEndpoint.Of<GoalsHandler>(
            "DeleteSiteGoal",
            "DELETE",
            "/api/v1/sites/{site}/goals/{id}",
            (handler, context) => handler.DeleteOfSiteAsync(context)
        ),
        .. DefinitionEndpoints.All,
        .. ClientEndpoints.All,
        ApiEndpoint.Of<CustomPropertiesHandler>(
            "ListCustomProperties",
            "GET",
            "/api/v1/sites/custom-props",
            (handler, context) => handler.ListAsync(context)
        ),
        ApiEndpoint.Of<CustomPropertiesHandler>(
            "PutCustomProperty",
            "PUT",
            "/api/v1/sites/custom-props",
            (handler, context) => handler.PutAsync(context)
        ),
        ApiEndpoint.Of<CustomPropertiesHandler>(
            "DeleteCustomProperty",
            "DELETE",
            "/api/v1/sites/custom-props/{id}",
            (handler, context) => handler.DeleteAsync(context)
        ),
        ApiEndpoint.Of<GuestsHandler>("ListTeams", "GET", "/api/v1/sites/teams", (handler, context) => handler.TeamsAsync(context)),
        ApiEndpoint.Of<GuestsHandler>("ListGuests", "GET", "/api/v1/sites/guests", (handler, context) => handler.ListAsync(context)),
        ApiEndpoint.Of<GuestsHandler>("PutGuest", "PUT", "/api/v1/sites/guests", (handler, context) => handler.RefuseAsync(context)),
        ApiEndpoint.Of<GuestsHandler>(
            "DeleteGuest",
            "DELETE",
            "/api/v1/sites/guests/{id}",
            (handler, context) => handler.RefuseAsync(context)
        ),
        ApiEndpoint.Of<SharedLinksHandler>(
            "PutSharedLink",
            "PUT",
            "/api/v1/sites/shared-links",
            (handler, context) => handler.PutAsync(context)
        ),
        ApiEndpoint.Of<SharedLinksHandler>(
            "ListSiteSharedLinks",
            "GET",
            "/api/v1/sites/{site}/shared-links",
            (handler, context) => handler.ListAsync(context)
        ),
        ApiEndpoint.Of<SharedLinksHandler>(
            "CreateSiteSharedLink",
            "POST",
            "/api/v1/sites/{site}/shared-links",
            (handler, context) => handler.CreateAsync(context)
        ),
        ApiEndpoint.Of<SharedLinksHandler>(
            "GetSiteSharedLink",
            "GET",
            "/api/v1/sites/{site}/shared-links/{id}",
            (handler, context) => handler.GetAsync(context)
        ),
        ApiEndpoint.Of<SharedLinksHandler>(
            "UpdateSiteSharedLink",
            "PUT",
            "/api/v1/sites/{site}/shared-links/{id}",
            (handler, context) => handler.UpdateAsync(context)
        ),
        ApiEndpoint.Of<SharedLinksHandler>(
            "DeleteSiteSharedLink",
            "DELETE",
            "/api/v1/sites/{site}/shared-links/{id}",
            (handler, context) => handler.DeleteAsync(context)
        ),
        ApiEndpoint.Of<SessionHandler>("GetSession", "GET", "/api/v1/session", (handler, context) => handler.GetAsync(context)),
        ApiEndpoint.Of<SessionHandler>("CreateSession", "POST", "/api/v1/session", (handler, context) => handler.CreateAsync(context)),
        ApiEndpoint.Of<SessionHandler>("DeleteSession", "DELETE", "/api/v1/session", (handler, context) => handler.DeleteAsync(context)),
        ApiEndpoint.Of<KeysHandler>("ListKeys", "GET", "/api/v1/keys", (handler, context) => handler.ListAsync(context)),
        ApiEndpoint.Of<KeysHandler>("CreateKey", "POST", "/api/v1/keys", (handler, context) => handler.CreateAsync(context)),
        ApiEndpoint.Of<KeysHandler>("DeleteKey", "DELETE", "/api/v1/keys/{id}", (handler, context) => handler.DeleteAsync(context)),
        ApiEndpoint.Of<JobsHandler>("ListJobs", "GET", "/api/v1/jobs", (handler, context) => handler.ListAsync(context)),
        ApiEndpoint.Of<JobsHandler>("CreateJob", "POST", "/api/v1/jobs", (handler, context) => handler.CreateAsync(context)),
        ApiEndpoint.Of<JobsHandler>("GetJob", "GET", "/api/v1/jobs/{id}", (handler, context) => handler.GetAsync(context)),
        ApiEndpoint.Of<JobsHandler>("CancelJob", "DELETE", "/api/v1/jobs/{id}", (handler, context) => handler.CancelAsync(context)),
        ApiEndpoint.Of<JobsHandler>("JobReport", "GET", "/api/v1/jobs/{id}/report", (handler, context) => handler.ReportAsync(context)),
        ApiEndpoint.Of<DeadLettersHandler>(
            "ListDeadLetters",
            "GET",
            "/api/v1/deadletters",
            (handler, context) => handler.ListAsync(context)
        ),
        ApiEndpoint.Of<DeadLettersHandler>(
            "GetDeadLetter",
            "GET",
            "/api/v1/deadletters/{id}",
            (handler, context) => handler.GetAsync(context)
        ),
        ApiEndpoint.Of<DeadLettersHandler>(
            "RetryDeadLetter",
            "POST",
            "/api/v1/deadletters/{id}/retry",
            (handler, context) => handler.RetryAsync(context)
        ),
        ApiEndpoint.Of<StatusHandler>("Status", "GET", "/api/v1/status", (handler, context) => handler.ReadAsync(context)),
        ApiEndpoint.Of<HealthHandler>("HealthLive", "GET", "/health/live", (handler, context) => handler.LiveAsync(context)),
        ApiEndpoint.Of<HealthHandler>("HealthReady", "GET", "/health/ready", (handler, context) => handler.ReadyAsync(context)),
        ApiEndpoint.Of<ReferenceHandler>("Reference", "GET", "/docs", (handler, context) => handler.PageAsync(context)),
        ApiEndpoint.Of<ReferenceHandler>("ReferenceFile", "GET", "/docs/{id}", (handler, context) => handler.FileAsync(context)),
        ApiEndpoint.Of<AssetsHandler>("OpenApi", "GET", "/openapi/v1.json", (handler, context) => handler.DescriptionAsync(context)),
        ApiEndpoint.Of<TrackerHandler>("TrackerScript", "GET", "/js/{name}", (handler, context) => handler.ReadAsync(context)),
    ];
}
