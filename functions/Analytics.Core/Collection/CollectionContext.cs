using System.Text;

namespace Analytics.Core.Collection;

/// <summary>
/// The facts of a request outside of its body. The address and the user agent are used to derive facts and are not stored.
/// </summary>
/// <param name="ReceivedAt">The receive time, from <see cref="TimeProvider"/>.</param>
/// <param name="Address">The client's address as text in UTF-8, resolved behind trusted proxies; may be empty.</param>
/// <param name="UserAgent">The <c>User-Agent</c> header in UTF-8; an empty one counts as a bot's.</param>
/// <param name="Country">ISO 3166-1 alpha-2 code in UTF-8 from the configured header; empty if unknown.</param>
/// <param name="Region">ISO 3166-2 code in UTF-8; empty if unknown.</param>
/// <param name="City">City in UTF-8; empty if unknown.</param>
/// <param name="IsImport">True if the request is authenticated as an import. It may have any past timestamp, each event may have its own
/// <c>user_agent</c>, <c>ip</c> and <c>dimensions</c>, and the request's own address, agent and place are ignored.</param>
public sealed record CollectionContext(
    DateTimeOffset ReceivedAt,
    ReadOnlyMemory<byte> Address,
    ReadOnlyMemory<byte> UserAgent,
    ReadOnlyMemory<byte> Country = default,
    ReadOnlyMemory<byte> Region = default,
    ReadOnlyMemory<byte> City = default,
    bool IsImport = false
)
{
    /// <summary>
    /// The only site that events may be for, if the API key is bound to one; null for any. Other sites count as unknown.
    /// </summary>
    public string? OnlySite { get; init; }

    /// <summary>True if the request has a valid API key. Its sender is known, so an HTTP library does not count as a bot.</summary>
    public bool HasKey { get; init; }

    /// <summary>The client hints of the user agent, joined by <see cref="Agents.ClientHints.Join"/>; empty without any.</summary>
    public ReadOnlyMemory<byte> ClientHints { get; init; }

    /// <summary>
    /// True if each event may have facts of its visitor: the address as <c>ip</c>, which then determines visitor and place instead of the
    /// request's address, and <c>dimensions</c>. For events that were translated from another product's.
    /// </summary>
    public bool TakesFacts { get; init; }

    /// <summary>The preferred language in UTF-8, such as <c>de</c>; empty if unknown.</summary>
    public ReadOnlyMemory<byte> Language { get; init; }

    /// <summary>The platform that sent the events, if their protocol determines it; empty to derive it from the agent.</summary>
    public ReadOnlyMemory<byte> Platform { get; init; }

    /// <summary>Creates a context from header strings; null means absent.</summary>
    public static CollectionContext Create(
        DateTimeOffset receivedAt,
        string? address,
        string? userAgent,
        string? country = null,
        string? region = null,
        string? city = null,
        bool isImport = false
    ) => new(receivedAt, Utf8(address), Utf8(userAgent), Utf8(country), Utf8(region), Utf8(city), isImport);

    private static ReadOnlyMemory<byte> Utf8(string? text) => string.IsNullOrEmpty(text) ? default : Encoding.UTF8.GetBytes(text);
}
