using Analytics.Core.Dimensions;
using Analytics.Core.Text;

namespace Analytics.Core.Aggregation;

/// <summary>The strings of the current segment as numbers of the partition's pool. Not thread-safe.</summary>
internal sealed class BatchTexts(TextPool pool, AcquisitionCache acquisitions)
{
    private readonly List<(int Offset, int Length)> _places = [];
    private int[] _ids = [];
    private (int Referrer, bool FragmentPages, int Parsed)[] _parsedOf = [];
    private readonly List<AcquisitionTexts> _parsed = [];

    public List<(int Offset, int Length)> Places => _places;

    /// <summary>Starts a segment. Call it after <see cref="Places"/> was filled.</summary>
    public void Start()
    {
        if (_ids.Length < _places.Count)
        {
            _ids = new int[_places.Count * 2];
            _parsedOf = new (int, bool, int)[_ids.Length];
        }

        Array.Fill(_ids, -1, 0, _places.Count);
        Array.Fill(_parsedOf, (-2, false, 0), 0, _places.Count);
        _parsed.Clear();
    }

    public ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> segment, int text) =>
        text < 0 ? [] : segment.Slice(_places[text].Offset, _places[text].Length);

    public int Id(ReadOnlySpan<byte> segment, int text)
    {
        if (text < 0)
        {
            return 0;
        }

        if (_ids[text] < 0)
        {
            _ids[text] = pool.Intern(Bytes(segment, text));
        }

        return _ids[text];
    }

    /// <summary>Returns the number of a value of a dimension, a code in its usual spelling.</summary>
    public int ValueId(VisitDimension dimension, ReadOnlySpan<byte> segment, int text)
    {
        var bytes = Bytes(segment, text);
        return CodeSpelling.IsUsual(dimension, bytes) ? Id(segment, text) : pool.Intern(CodeSpelling.Of(dimension, bytes));
    }

    public AcquisitionTexts Acquisition(ReadOnlySpan<byte> segment, int url, int referrer, bool fragmentPages)
    {
        if (url < 0)
        {
            return default;
        }

        if (_parsedOf[url].Referrer != referrer || _parsedOf[url].FragmentPages != fragmentPages)
        {
            _parsedOf[url] = (referrer, fragmentPages, _parsed.Count);
            _parsed.Add(acquisitions.Parse(Bytes(segment, url), Bytes(segment, referrer), fragmentPages));
        }

        return _parsed[_parsedOf[url].Parsed];
    }
}
