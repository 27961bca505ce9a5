namespace Analytics.Web.Clients;

/// <summary>
/// The choice of a visitor's id among the ids of another product's event; the same live and in histories. Thread-safe.
/// </summary>
public static class VisitorIds
{
    /// <summary>
    /// Returns the id of the device or browser, or the user's id where there is no other. A visitor who signs in stays the same visitor,
    /// with the visit and the source that the sign-in was reached by.
    /// </summary>
    /// <param name="device">The id that the client keeps on the device or in the browser; null if there is none that lasts.</param>
    /// <param name="user">The id of the user who is signed in; null if there is none.</param>
    public static string? Of(string? device, string? user) => device ?? user;
}
