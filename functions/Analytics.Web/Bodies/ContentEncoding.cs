namespace Analytics.Web.Bodies;

/// <summary>Compression of a body.</summary>
internal enum ContentEncoding
{
    /// <summary>Not at all.</summary>
    Identity,

    /// <summary>RFC 1952.</summary>
    Gzip,

    /// <summary>RFC 7932.</summary>
    Brotli,
}
