using Analytics.Core.Collection;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Collection;

/// <summary>Writes the receipt of events as headers, for protocols whose body has another format.</summary>
internal static class ReceiptHeaders
{
    /// <summary>Writes a header for each of the filtered events, the rejected events and the dropped details, if there are any.</summary>
    public static void Write(IHeaderDictionary headers, CollectionReceipt receipt)
    {
        if (receipt.Filtered > 0)
        {
            headers["X-Analytics-Filtered"] = string.Join(", ", receipt.FilteredByReason.Keys);
            headers["x-plausible-dropped"] = "1";
        }

        if (receipt.RejectedByCode.Count > 0)
        {
            headers["X-Analytics-Rejected"] = string.Join(", ", receipt.RejectedByCode.Keys);
        }

        if (receipt.WarningsByCode.Count > 0)
        {
            headers["X-Analytics-Warning"] = string.Join(", ", receipt.WarningsByCode.Keys);
        }
    }
}
