using Analytics.Core.Collection;
using Microsoft.AspNetCore.Http;

namespace Analytics.Web.Clients;

/// <summary>
/// The protocol of another product's clients: its addresses, the form of its events, and the answer they expect. Thread-safe.
/// </summary>
/// <param name="name">Its name in the setting <c>clients</c> of a site.</param>
/// <param name="product">The product's name for people.</param>
internal abstract class ClientProtocol(string name, string product)
{
    public string Name => name;

    public string Product => product;

    /// <summary>The addresses: method, and path without a slash at the end.</summary>
    public abstract IReadOnlyList<(string Method, string Path)> Addresses { get; }

    /// <summary>The events' kind of client, as <c>visit:platform</c>; empty to tell it from the agent.</summary>
    public virtual string Platform => string.Empty;

    /// <summary>True if a request at an address that several protocols share is of this one.</summary>
    public virtual bool IsOf(ClientRequest request) => true;

    /// <summary>The events of a request. What is no event of a visitor, such as a profile, is left out.</summary>
    /// <exception cref="Errors.ApiException">400 for a body that can't be read.</exception>
    public abstract IEnumerable<ClientEvent> Read(ClientRequest request);

    /// <summary>Answers as the product does.</summary>
    public abstract Task AnswerAsync(HttpContext context, ClientRequest request, CollectionReceipt receipt);
}
