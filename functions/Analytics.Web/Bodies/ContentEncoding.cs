namespace Analytics.Web.Bodies;

/// <summary>Compression of a body.</summary>
internal enum ContentEncoding
{
    /// <summary>No compression.</summary>
    Identity,

    /// <summary>gzip, RFC 1952.</summary>
    Gzip,

    /// <summary>Brotli, RFC 7932.</summary>
    Brotli,
}
