using System.Text;
using Analytics.Core.Acquisition;
using Analytics.Core.Text;

namespace Analytics.Core.Aggregation;

/// <summary>Parses each distinct pair of URL and referrer once. Not thread-safe.</summary>
internal sealed class AcquisitionCache(TextPool pool)
{
    private readonly TextPool _raw = new();
    private readonly Dictionary<(int Url, int Referrer, bool FragmentPages), AcquisitionTexts> _parsed = [];

    /// <summary>Distinct raw texts remembered.</summary>
    public int Count => _raw.Count;

    public AcquisitionTexts Parse(ReadOnlySpan<byte> url, ReadOnlySpan<byte> referrer, bool fragmentPages)
    {
        var key = (_raw.Intern(url), _raw.Intern(referrer), fragmentPages);
        if (!_parsed.TryGetValue(key, out var texts))
        {
            var parsed = AcquisitionParser.Parse(Encoding.UTF8.GetString(url), Encoding.UTF8.GetString(referrer), fragmentPages);
            _parsed[key] = texts = new(
                pool.Intern(parsed.Host),
                pool.Intern(parsed.Path),
                pool.Intern(parsed.Source),
                pool.Intern(parsed.Referrer),
                pool.Intern(parsed.Channel),
                pool.Intern(parsed.UtmSource),
                pool.Intern(parsed.UtmMedium),
                pool.Intern(parsed.UtmCampaign),
                pool.Intern(parsed.UtmContent),
                pool.Intern(parsed.UtmTerm));
        }

        return texts;
    }
}
