using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Queries;

/// <summary>Tells in headers how many rows a CSV answer is a part of, as JSON tells it in the body.</summary>
/// <param name="Total">Number of all rows.</param>
/// <param name="NextOffset">The <c>pagination.offset</c> of the rows that follow; null if none does, or if there is no offset.</param>
internal sealed record CsvRows(long Total, long? NextOffset)
{
    /// <summary>The header with the number of all rows.</summary>
    public const string TotalHeader = "X-Analytics-Total-Rows";

    /// <summary>The header with the offset of the rows that follow.</summary>
    public const string NextHeader = "X-Analytics-Next-Offset";

    /// <summary>Returns the rows of one page.</summary>
    /// <param name="total">Number of all rows.</param>
    /// <param name="offset">Number of rows before the page.</param>
    /// <param name="count">Number of rows of the page.</param>
    public static CsvRows OfPage(long total, long offset, long count) => new(total, offset + count < total ? offset + count : null);

    /// <summary>Adds the headers.</summary>
    public void AddTo(HttpResponse response)
    {
        response.Headers[TotalHeader] = Total.ToString(CultureInfo.InvariantCulture);
        if (NextOffset is { } next)
        {
            response.Headers[NextHeader] = next.ToString(CultureInfo.InvariantCulture);
        }
    }
}
