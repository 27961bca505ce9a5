using System.Collections.Frozen;

namespace Analytics.Web.Clients;

/// <summary>
/// The events of shops in the specification that Segment and PostHog share. Several of them have a <c>revenue</c>, and only one is a sale.
/// Thread-safe.
/// </summary>
internal static class ShopEvents
{
    private const string Refund = "Order Refunded";

    private static readonly FrozenSet<string> BesideSales = new[]
    {
        "Product List Viewed",
        "Product Clicked",
        "Product Viewed",
        "Product Added",
        "Product Removed",
        "Product Added to Wishlist",
        "Product Removed from Wishlist",
        "Wishlist Product Added to Cart",
        "Cart Viewed",
        "Checkout Started",
        "Checkout Step Viewed",
        "Checkout Step Completed",
        "Payment Info Entered",
        "Order Updated",
        "Order Cancelled",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Returns the revenue of an event with an amount: below 0 for refunds, and null for events that tell the worth of a product or an
    /// order without being a sale.
    /// </summary>
    public static double? RevenueOf(string name, double? amount) =>
        BesideSales.Contains(name) ? null
        : name == Refund && amount is { } refunded ? -Math.Abs(refunded)
        : amount;
}
