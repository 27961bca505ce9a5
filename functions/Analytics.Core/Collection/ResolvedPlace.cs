namespace Analytics.Core.Collection;

/// <summary>The place of an event in UTF-8; unknown parts are empty.</summary>
internal readonly ref struct ResolvedPlace
{
    public ReadOnlySpan<byte> Country { get; init; }

    public ReadOnlySpan<byte> Region { get; init; }

    public ReadOnlySpan<byte> City { get; init; }
}
