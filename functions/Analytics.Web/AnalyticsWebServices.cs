using System.Security.Cryptography;
using Analytics.Core.Agents;
using Analytics.Core.Alerts;
using Analytics.Core.Collection;
using Analytics.Core.Definitions;
using Analytics.Core.Imports;
using Analytics.Core.Keys;
using Analytics.Core.Operations;
using Analytics.Core.Partitioning;
using Analytics.Core.Queries;
using Analytics.Core.Queries.Paths;
using Analytics.Core.Rollups;
using Analytics.Core.Sites;
using Analytics.Core.Visitors;
using Analytics.Web.Access;
using Analytics.Web.Alerts;
using Analytics.Web.Assets;
using Analytics.Web.Bodies;
using Analytics.Web.Clients;
using Analytics.Web.Collection;
using Analytics.Web.Counting;
using Analytics.Web.CustomProperties;
using Analytics.Web.DataFiles;
using Analytics.Web.DeadLetters;
using Analytics.Web.Definitions;
using Analytics.Web.Exports;
using Analytics.Web.Goals;
using Analytics.Web.Guests;
using Analytics.Web.Health;
using Analytics.Web.Imports;
using Analytics.Web.Jobs;
using Analytics.Web.Keys;
using Analytics.Web.Legacy;
using Analytics.Web.Live;
using Analytics.Web.Mcp;
using Analytics.Web.Paths;
using Analytics.Web.Queries;
using Analytics.Web.Reference;
using Analytics.Web.Sessions;
using Analytics.Web.Sharing;
using Analytics.Web.Sites;
using Analytics.Web.Tracker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Analytics.Web;

/// <summary>Registers the services of the API.</summary>
public static class AnalyticsWebServices
{
    /// <summary>
    /// Adds the API's handlers and the parts of Core behind them. The host adds its adapters: <c>ITableStore</c>, <c>IEventLog</c>,
    /// <c>IRollupScanner</c>, <c>IVisitorScanner</c>, <c>IEventReader</c> and <c>ILiveStatistics</c>; runs <c>JobRunner</c>, rolls up with
    /// <c>RollupRounds</c> only; and may add its own
    /// <see cref="TimeProvider"/> before.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">Settings; see <see cref="WebOptions"/>. They are checked when the host starts.</param>
    /// <param name="hostSections">The host's own sections beside <see cref="WebOptions.Section"/>; others are refused.</param>
    public static IServiceCollection AddAnalyticsWeb(
        this IServiceCollection services,
        IConfiguration configuration,
        params IReadOnlyList<string> hostSections
    )
    {
        services
            .AddOptions<WebOptions>()
            .Bind(configuration.GetSection(WebOptions.Section))
            .PostConfigure(options => options.AdminKey ??= NullIfEmpty(configuration[WebOptions.AdminKeyVariable]))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebOptions>, WebOptionsValidator>();
        services.AddSingleton<IValidateOptions<WebOptions>>(new WebSettingNames(configuration, hostSections));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ISaltStore>(provider => new TableSaltStore(
            provider.GetRequiredService<Core.Tables.ITableStore>(),
            RandomNumberGenerator.Fill
        ));
        services.AddSingleton<DailySalts>();
        services.AddSingleton(new AgentCatalog());
        services.TryAddSingleton(new SegmentPublisherOptions());
        services.AddSingleton<Diversions>();
        services.AddSingleton<SegmentPublisher>();
        services.AddSingleton(static _ => ReadingTurns.ForThisMachine());
        services.AddSingleton<UnknownSites>();
        services.AddSingleton<Collector>();
        services.AddSingleton<SiteRegistry>();
        services.AddSingleton<ISiteDirectory>(provider => provider.GetRequiredService<SiteRegistry>());
        services.AddSingleton<ClientKeyIndex>();
        services.AddSingleton<GoalRegistry>();
        services.AddSingleton<IGoalDirectory>(provider => provider.GetRequiredService<GoalRegistry>());
        services.AddSingleton(provider => new ApiKeyRegistry(
            provider.GetRequiredService<Core.Tables.ITableStore>(),
            provider.GetRequiredService<TimeProvider>(),
            RandomNumberGenerator.Fill,
            provider.GetRequiredService<IOptions<WebOptions>>().Value.AdminKey
        ));
        services.AddSingleton(provider => new SessionRegistry(
            provider.GetRequiredService<Core.Tables.ITableStore>(),
            provider.GetRequiredService<ApiKeyRegistry>(),
            provider.GetRequiredService<TimeProvider>(),
            RandomNumberGenerator.Fill
        ));
        services.AddSingleton(provider => new SharedLinkRegistry(
            provider.GetRequiredService<Core.Tables.ITableStore>(),
            provider.GetRequiredService<TimeProvider>(),
            RandomNumberGenerator.Fill
        ));
        services.AddSingleton<IDefinitionUsers<SegmentRemoval>>(provider => provider.GetRequiredService<SharedLinkRegistry>());
        services.AddSingleton<RequestLimits>();
        services.AddSingleton(static provider => new BodyMemory(
            provider.GetRequiredService<IOptions<WebOptions>>().Value.BodyMegabytes is > 0 and var megabytes
                ? megabytes * 1024L * 1024L
                : BodyMemory.AutomaticBytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
        ));
        services.AddJobs();
        services.AddDeadLetters();
        services.AddSingleton<PartitionLags>();
        services.AddSingleton<RollupClock>();
        services.AddSingleton<OperationsMonitor>();
        services.AddSingleton(static _ => new QuestionMemory(QuestionMemory.BytesOf(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)));
        services.AddSingleton(static provider => new QueryLimits
        {
            Events = provider.GetRequiredService<IOptions<WebOptions>>().Value.ScanEvents is > 0 and var events ? events : long.MaxValue,
            Groups = QueryLimits.GroupsOf(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
            Memory = provider.GetRequiredService<QuestionMemory>(),
        });
        services.AddSingleton<QueryEngine>();
        services.AddSingleton<QueryWarmUp>();
        services.AddHostedService<WarmUpService>();
        services.AddSingleton<QueryAdmission>();
        services.AddSingleton<ExportAdmission>();
        services.AddSingleton<RealtimeVisitors>();
        services.AddSingleton<ClientAddress>();
        services.AddSingleton<KeyAccess>();
        services.AddSingleton<StatsAccess>();
        services.AddSingleton<SiteAccess>();
        services.AddSingleton<RequestFacts>();
        services.AddSingleton<CollectHandler>();
        services.AddSingleton<AnswerLifetime>();
        services.AddSingleton<StreamHandler>();
        services.AddSingleton<SocketHandler>();
        services.AddSingleton<ClientHandler>();
        services.AddSingleton<QueryReader>();
        services.AddSingleton<CountingHandler>();
        services.AddSingleton<QueryHandler>();
        services.AddSingleton<FunnelEngine>();
        services.AddSingleton<JourneyEngine>();
        services.AddSingleton<RetentionEngine>();
        services.AddSingleton<PathsHandler>();
        services.AddSingleton<BatchHandler>();
        services.AddSingleton<LegacyStatsHandler>();
        services.AddSingleton<LiveReadings>();
        services.AddSingleton<LiveHandler>();
        services.AddSingleton<LiveStreamHandler>();
        services.AddSingleton<SiteDeletion>();
        services.AddSingleton<SitesHandler>();
        services.AddSingleton<KeysHandler>();
        services.AddSingleton<SessionHandler>();
        services.AddSingleton<GoalsHandler>();
        services.AddSingleton<DefinitionRegistry>();
        services.AddSingleton<IDefinitionUsers<GoalRename>>(provider => provider.GetRequiredService<DefinitionRegistry>());
        services.AddSingleton<DefinitionsHandler>();
        services.AddSingleton<SegmentExpander>();
        services.AddSingleton<AlertRegistry>();
        services.AddSingleton<IDefinitionUsers<GoalRename>>(provider => provider.GetRequiredService<AlertRegistry>());
        services.AddSingleton<IDefinitionUsers<GoalChange>>(provider => provider.GetRequiredService<AlertRegistry>());
        services.AddSingleton<AlertEvaluator>();
        services.AddSingleton<AlertRounds>();
        services.AddSingleton<IWebhookSender, HttpWebhookSender>();
        services.AddSingleton<AlertsHandler>();
        services.AddSingleton<PublicSites>();
        services.AddSingleton<DailyImports>();
        services.AddSingleton<ImportsHandler>();
        services.AddSingleton<SharedLinkRequestReader>();
        services.AddSingleton<SharedLinksHandler>();
        services.AddSingleton<LinkExchange>();
        services.AddSingleton<CustomPropertiesHandler>();
        services.AddSingleton<GuestsHandler>();
        services.AddSingleton<JobRequestReader>();
        services.AddSingleton<JobsHandler>();
        services.AddSingleton<StatusHandler>();
        services.AddSingleton<HealthHandler>();
        services.AddSingleton<AssetsHandler>();
        services.AddSingleton<ReferenceHandler>();
        services.AddMcp();
        services.AddDataFiles();
        services.AddSingleton<IExportFormat, NdjsonExport>();
        services.AddSingleton<IExportFormat, ParquetExport>();
        services.AddSingleton<IExportFormat, ReportsExport>();
        services.AddSingleton<IExportFormat, ImportsExport>();
        services.AddSingleton<ExportHandler>();
        services.AddSingleton(static _ => TrackerFiles.Built());
        services.AddSingleton<TrackerHandler>();
        return services;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
