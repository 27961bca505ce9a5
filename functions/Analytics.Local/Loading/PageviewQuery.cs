using System.Globalization;
using System.Text;
using Analytics.Local.Clients;

namespace Analytics.Local.Loading;

/// <summary>Queries a site's pageviews, as a dashboard does.</summary>
internal sealed class PageviewQuery(ApiClient client)
{
    /// <summary>
    /// Returns the pageviews of a site in the whole hours around a time. Totals of whole hours are exact even if rollups are sampled.
    /// </summary>
    public async Task<long> CountAsync(string site, DateTimeOffset around, CancellationToken cancellationToken)
    {
        var hour = around.AddTicks(-(around.Ticks % TimeSpan.TicksPerHour));
        var body = Encoding.UTF8.GetBytes(
            $$"""{"site_id":"{{site}}","metrics":["pageviews"],"date_range":["{{Text(hour.AddHours(-1))}}","{{Text(hour.AddHours(3).AddSeconds(-1))}}"]}"""
        );
        var answer = await client.PostAsync(
            "/api/v2/query",
            body,
            "application/json",
            null,
            ClientJson.Default.JsonElement,
            cancellationToken
        );
        var results = answer.GetProperty("results");
        return results.GetArrayLength() == 0 ? 0 : (long)results[0].GetProperty("metrics")[0].GetDouble();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
