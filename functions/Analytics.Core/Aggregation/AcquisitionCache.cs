using System.Text;
using Analytics.Core.Acquisition;
using Analytics.Core.Text;

namespace Analytics.Core.Aggregation;

/// <summary>Parses each distinct pair of URL and referrer once. Not thread-safe.</summary>
internal sealed class AcquisitionCache(TextPool pool)
{
    private readonly TextPool _raw = new();

    // By the numbers of URL and referrer, 31 bits each, and whether fragments are pages.
    private readonly Dictionary<ulong, AcquisitionTexts> _parsed = [];
    private readonly Dictionary<(int Source, int UtmSource, int Medium, int Campaign), int> _channels = [];
    private SourceCatalog _sources = SourceCatalog.Current;

    /// <summary>Distinct texts, or combinations of them, remembered.</summary>
    public int Count => Math.Max(_raw.Count, Math.Max(_parsed.Count, _channels.Count));

    /// <summary>Bytes of the URLs and referrers remembered.</summary>
    public int ByteCount => _raw.ByteCount;

    /// <summary>Returns the channel of a source and campaign that an import stated outright.</summary>
    public int Channel(int source, int utmSource, int medium, int campaign)
    {
        Refresh();
        var key = (source, utmSource, medium, campaign);
        if (!_channels.TryGetValue(key, out var channel))
        {
            _channels[key] = channel = pool.Intern(
                AcquisitionParser.ChannelOf(
                    pool.GetString(source),
                    pool.GetString(utmSource),
                    pool.GetString(medium),
                    pool.GetString(campaign)
                )
            );
        }

        return channel;
    }

    public AcquisitionTexts Parse(ReadOnlySpan<byte> url, ReadOnlySpan<byte> referrer, bool fragmentPages)
    {
        Refresh();
        var key = ((ulong)_raw.Intern(url) << 32) | ((ulong)_raw.Intern(referrer) << 1) | (fragmentPages ? 1UL : 0UL);
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
                pool.Intern(parsed.UtmTerm)
            );
        }

        return texts;
    }

    /// <summary>Drops entries that were parsed with an older source catalog.</summary>
    private void Refresh()
    {
        if (ReferenceEquals(_sources, SourceCatalog.Current))
        {
            return;
        }

        _sources = SourceCatalog.Current;
        _parsed.Clear();
        _channels.Clear();
    }
}
