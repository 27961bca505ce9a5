using Analytics.Core.Text;

namespace Analytics.Core.Live;

/// <summary>Maps the text numbers of a live row to those of a draft's pool. Not thread-safe.</summary>
internal readonly struct DraftTexts
{
    // With fewer events, looking up every text costs less than a map of all texts of the row.
    private const int MapFrom = 64;

    private readonly LiveTexts _texts;
    private readonly TextPool _pool;
    private readonly int[]? _map;

    public DraftTexts(LiveTexts texts, TextPool pool, int events)
    {
        _texts = texts;
        _pool = pool;
        _map = events < MapFrom ? null : new int[texts.Count];
    }

    public int this[int number]
    {
        get
        {
            if (number == 0)
            {
                return 0;
            }

            if (_map is null)
            {
                return _pool.Intern(_texts[number]);
            }

            // 0 is the empty text's number, which no other text has.
            return _map[number] != 0 ? _map[number] : _map[number] = _pool.Intern(_texts[number]);
        }
    }
}
