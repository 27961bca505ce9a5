namespace Analytics.Core.Tests.Limits;

/// <summary>Queries of every kind, as their members but <c>site_id</c>.</summary>
internal static class LimitQueries
{
    private const string Numbers =
        "\"metrics\":[\"visitors\",\"visits\",\"pageviews\",\"events\",\"bounce_rate\",\"visit_duration\",\"views_per_visit\"]";
    private const string Counts = "\"metrics\":[\"visitors\",\"events\"]";

    public static IReadOnlyList<string> All { get; } =
    [
        $"{Numbers},\"date_range\":\"all\"",
        $"{Numbers},\"date_range\":\"day\",\"dimensions\":[\"time:hour\"]",
        $"{Numbers},\"date_range\":\"7d\",\"dimensions\":[\"time:day\"],\"include\":{{\"time_labels\":true}}",
        $"{Numbers},\"date_range\":\"12mo\",\"dimensions\":[\"time:month\"]",
        $"{Numbers},\"date_range\":\"91d\",\"dimensions\":[\"time:week\"]",
        $"{Numbers},\"date_range\":\"realtime\",\"dimensions\":[\"time:minute\"]",
        $"{Numbers},\"date_range\":\"30d\",\"dimensions\":[\"visit:source\"]",
        $"{Numbers},\"date_range\":\"all\",\"dimensions\":[\"visit:channel\",\"visit:utm_campaign\"]",
        $"{Numbers},\"date_range\":\"all\",\"dimensions\":[\"visit:entry_page\"]",
        $"{Numbers},\"date_range\":\"all\",\"dimensions\":[\"visit:country\",\"visit:browser\",\"visit:os_version\"]",
        $"{Counts},\"date_range\":\"all\",\"dimensions\":[\"event:page\"]",
        $"{Counts},\"date_range\":\"all\",\"dimensions\":[\"event:name\"]",
        $"{Counts},\"date_range\":\"all\",\"dimensions\":[\"event:hostname\"]",
        $"{Counts},\"date_range\":\"all\",\"dimensions\":[\"event:props:k0\"]",
        $"{Counts},\"date_range\":\"month\",\"dimensions\":[\"visit:exit_page\"],\"pagination\":{{\"limit\":10,\"offset\":5}},\"include\":{{\"total_rows\":true}}",
        $"{Numbers},\"date_range\":\"30d\",\"filters\":[[\"contains\",\"event:page\",[\"/\"]]]".Replace(
            ",\"views_per_visit\"",
            "",
            StringComparison.Ordinal
        ),
        $"{Counts},\"date_range\":\"all\",\"filters\":[[\"matches\",\"event:name\",[\"^p.*w$\"]]]",
        $"{Counts},\"date_range\":\"all\",\"filters\":[[\"or\",[[\"is\",\"visit:source\",[\"Google\"]],[\"not\",[\"is\",\"event:props:k0\",[\"v\"]]]]]]",
        $"{Counts},\"date_range\":\"7d\",\"include\":{{\"comparisons\":{{\"mode\":\"previous_period\"}}}}",
        "\"metrics\":[{\"metric\":\"pageviews\",\"rolling_average\":{\"window\":7}}],\"date_range\":\"30d\",\"dimensions\":[\"time:day\"]",
        "\"metrics\":[\"refused\",\"filtered\",\"duplicates\"],\"date_range\":\"30d\",\"dimensions\":[\"time:day\"]",
        "\"metrics\":[\"visitors\",\"percentage\"],\"date_range\":\"28d\",\"dimensions\":[\"visit:device\"],\"order_by\":[[\"visit:device\",\"asc\"]]",
    ];
}
