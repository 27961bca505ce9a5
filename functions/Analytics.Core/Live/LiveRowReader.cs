using Analytics.Core.Bytes;
using Analytics.Core.Periods;

namespace Analytics.Core.Live;

/// <summary>
/// Reads the rows of a live block one by one; see <see cref="LiveRowWriter"/>. Damaged bytes throw <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct LiveRowReader(ReadOnlySpan<byte> rows)
{
    private readonly ReadOnlySpan<byte> _rows = rows;
    private RowDimensions _dimensions;
    private OptionalValues _optionalValues = OptionalValues.None;
    private int _offset;
    private int _propertiesAt;
    private int _rowAt;
    private int _millisecondsBefore;
    private int _dimensionsAt;

    /// <summary>True if the row counts refused or filtered events.</summary>
    public bool IsTraffic { get; private set; }

    public TotalsMetric Traffic { get; private set; }

    public int TrafficCount { get; private set; }

    /// <summary>Milliseconds since the hour's start.</summary>
    public int Milliseconds { get; private set; }

    public ulong Visitor { get; private set; }

    public ulong PreviousVisitor { get; private set; }

    public ulong Key { get; private set; }

    public int Name { get; private set; }

    public int Page { get; private set; }

    public int Host { get; private set; }

    public bool HasOptionalValues { get; private set; }

    /// <summary>Values that only some events have; the currency is a number of the row's texts.</summary>
    public readonly OptionalValues OptionalValues => _optionalValues;

    /// <summary>The place of the row that was read last, for <see cref="ReadAt"/>.</summary>
    public readonly LiveRowPlace Place => new(_rowAt, _millisecondsBefore, _dimensionsAt);

    /// <summary>Reads the row at a place that another reader of the same rows has found.</summary>
    public void ReadAt(LiveRowPlace place)
    {
        if (((LiveRowFlags)_rows[place.Offset]).HasFlag(LiveRowFlags.SameDimensions) && _dimensionsAt != place.DimensionsAt)
        {
            ReadDimensions(place.DimensionsAt);
        }

        (_offset, Milliseconds) = (place.Offset, place.MillisecondsBefore);
        TryRead();
    }

    /// <summary>Reads the next row.</summary>
    /// <returns>False at the end.</returns>
    public bool TryRead()
    {
        if (_offset >= _rows.Length)
        {
            return false;
        }

        (_rowAt, _millisecondsBefore) = (_offset, Milliseconds);
        var flags = (LiveRowFlags)_rows[_offset++];
        Milliseconds = checked(Milliseconds + (int)Varint.UnZigZag(Varint.Read(_rows, ref _offset)));
        IsTraffic = flags.HasFlag(LiveRowFlags.Traffic);
        if (HasOptionalValues)
        {
            (HasOptionalValues, _optionalValues) = (false, OptionalValues.None);
        }

        if (IsTraffic)
        {
            Traffic = (TotalsMetric)Varint.ReadInt(_rows, ref _offset);
            TrafficCount = Varint.ReadInt(_rows, ref _offset);
            return true;
        }

        Visitor = Varint.ReadFixed64(_rows, ref _offset);
        PreviousVisitor = flags.HasFlag(LiveRowFlags.PreviousVisitor) ? Varint.ReadFixed64(_rows, ref _offset) : 0;
        Key = flags.HasFlag(LiveRowFlags.Key) ? Varint.ReadFixed64(_rows, ref _offset) : 0;
        Name = Varint.ReadInt(_rows, ref _offset);
        Page = Varint.ReadInt(_rows, ref _offset);
        Host = Varint.ReadInt(_rows, ref _offset);
        if (!flags.HasFlag(LiveRowFlags.SameDimensions))
        {
            _offset = ReadDimensions(_offset);
        }

        if (flags.HasFlag(LiveRowFlags.NonInteractive))
        {
            (HasOptionalValues, _optionalValues.NonInteractive) = (true, true);
        }

        if (flags.HasFlag(LiveRowFlags.OptionalValues))
        {
            ReadOptionalValues();
        }

        return true;
    }

    /// <summary>Adds the row to a draft.</summary>
    public readonly void AddTo(RollupDraft draft, DraftTexts texts, int shift)
    {
        var dimensions = draft.AddFragment(Visitor, PreviousVisitor);
        for (var i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = texts[_dimensions[i]];
        }

        var index = -1;
        if (HasOptionalValues)
        {
            var optional = _optionalValues;
            optional.Currency = texts[optional.Currency];
            optional.PropertiesAt = draft.Properties.Count;
            var offset = _propertiesAt;
            for (var i = 0; i < optional.PropertyCount; i++)
            {
                draft.Properties.Add((texts[Varint.ReadInt(_rows, ref offset)], texts[Varint.ReadInt(_rows, ref offset)]));
            }

            index = draft.OptionalValues.Count;
            draft.OptionalValues.Add(optional);
        }

        draft.AddEvent(new((Milliseconds / 1000) + shift, Milliseconds % 1000), texts[Name], texts[Page], texts[Host], Key, index);
    }

    /// <returns>The offset of what follows.</returns>
    private int ReadDimensions(int offset)
    {
        _dimensionsAt = offset;
        var presence = Varint.ReadInt(_rows, ref offset);
        for (var i = 0; i < RollupDraft.Dimensions; i++)
        {
            _dimensions[i] = (presence & (1 << i)) == 0 ? 0 : Varint.ReadInt(_rows, ref offset);
        }

        return offset;
    }

    private void ReadOptionalValues()
    {
        HasOptionalValues = true;
        var parts = (LiveOptionalParts)Varint.ReadInt(_rows, ref _offset);
        if (parts.HasFlag(LiveOptionalParts.Value))
        {
            _optionalValues.Value = BitConverter.UInt64BitsToDouble(Varint.ReadFixed64(_rows, ref _offset));
        }

        if (parts.HasFlag(LiveOptionalParts.ScrollDepth))
        {
            _optionalValues.ScrollDepth = Varint.ReadInt(_rows, ref _offset);
        }

        if (parts.HasFlag(LiveOptionalParts.EngagementTime))
        {
            _optionalValues.EngagementMilliseconds = (long)Varint.Read(_rows, ref _offset);
        }

        if (parts.HasFlag(LiveOptionalParts.Revenue))
        {
            _optionalValues.Currency = Varint.ReadInt(_rows, ref _offset);
            _optionalValues.AmountMicros = Varint.UnZigZag(Varint.Read(_rows, ref _offset));
        }

        if (parts.HasFlag(LiveOptionalParts.Properties))
        {
            _optionalValues.PropertyCount = Varint.ReadInt(_rows, ref _offset);
            _propertiesAt = _offset;
            for (var i = 0; i < _optionalValues.PropertyCount * 2; i++)
            {
                Varint.ReadInt(_rows, ref _offset);
            }
        }
    }

    [System.Runtime.CompilerServices.InlineArray(RollupDraft.MaxDimensions)]
    private struct RowDimensions
    {
        private int _first;
    }
}
