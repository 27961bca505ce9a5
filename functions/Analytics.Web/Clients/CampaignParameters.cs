using Microsoft.AspNetCore.WebUtilities;

namespace Analytics.Web.Clients;

/// <summary>Adds the parameters of a campaign to an address. Thread-safe.</summary>
internal static class CampaignParameters
{
    /// <summary>Returns the address with the parameters that it does not have itself. Those without a text are left out.</summary>
    public static string AddTo(string url, IEnumerable<(string Parameter, string? Text)> campaign) =>
        QueryHelpers.AddQueryString(
            url,
            campaign
                .Where(named => !string.IsNullOrEmpty(named.Text) && !Has(url, named.Parameter))
                .Select(static named => KeyValuePair.Create(named.Parameter, named.Text))
        );

    private static bool Has(string url, string parameter)
    {
        var beforeFragment = url.AsSpan(0, url.IndexOf('#') is >= 0 and var at ? at : url.Length);
        return beforeFragment.Contains($"?{parameter}=", StringComparison.OrdinalIgnoreCase)
            || beforeFragment.Contains($"&{parameter}=", StringComparison.OrdinalIgnoreCase);
    }
}
