using System.Net;

namespace Analytics.Core.Acquisition;

/// <summary>The decoded campaign parameters of a URL's query.</summary>
/// <param name="Source"><c>utm_source</c>.</param>
/// <param name="Medium"><c>utm_medium</c>.</param>
/// <param name="Campaign"><c>utm_campaign</c>.</param>
/// <param name="Content"><c>utm_content</c>.</param>
/// <param name="Term"><c>utm_term</c>.</param>
/// <param name="Tag">The source by <c>utm_source</c>, otherwise <c>source</c>, otherwise <c>ref</c>.</param>
/// <param name="ClickId">Name of the parameter by which an advertiser marks a paid click, such as <c>gclid</c>; empty if none.</param>
internal readonly record struct CampaignTags(
    string Source,
    string Medium,
    string Campaign,
    string Content,
    string Term,
    string Tag,
    string ClickId
)
{
    public static CampaignTags Parse(string query)
    {
        string source = "",
            medium = "",
            campaign = "",
            content = "",
            term = "",
            sourceTag = "",
            refTag = "",
            clickId = "";
        foreach (var range in query.AsSpan().Split('&'))
        {
            var pair = query.AsSpan()[range];
            var equals = pair.IndexOf('=');
            if (equals <= 0 || equals == pair.Length - 1)
            {
                continue;
            }

            var value = pair[(equals + 1)..];
            switch (pair[..equals])
            {
                case "utm_source":
                    Set(ref source, value);
                    break;
                case "utm_medium":
                    Set(ref medium, value);
                    break;
                case "utm_campaign":
                    Set(ref campaign, value);
                    break;
                case "utm_content":
                    Set(ref content, value);
                    break;
                case "utm_term":
                    Set(ref term, value);
                    break;
                case "source":
                    Set(ref sourceTag, value);
                    break;
                case "ref":
                    Set(ref refTag, value);
                    break;
                case "gclid" or "gbraid" or "wbraid" or "gad_source":
                    clickId = "gclid";
                    break;
                case "msclkid":
                    clickId = "msclkid";
                    break;
            }
        }

        var tag =
            source.Length > 0 ? source
            : sourceTag.Length > 0 ? sourceTag
            : refTag;
        return new CampaignTags(source, medium, campaign, content, term, tag, clickId);
    }

    // The first value counts; a second one was usually appended by a link shortener.
    private static void Set(ref string target, ReadOnlySpan<char> value)
    {
        if (target.Length == 0)
        {
            target = PagePath.Cut(WebUtility.UrlDecode(value.ToString()).AsSpan().Trim()).ToString();
        }
    }
}
