using System.Text;
using System.Text.Json;

namespace Analytics.Web.Tests.Fuzzing;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("""{"limit":0}""", "limit must be at least 1.")]
    [InlineData(
        """{"filters":{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":1}}""",
        "aaaaaaaaaaaaaaaaaaaaaaaa… is not known; use filters."
    )]
    [InlineData("""{"":1}""", "'' is not a member of a query; leave it out.")]
    [InlineData("{\"a\u00FF\":1}", "a\uFFFD\uFFFD… is no member; leave it out.")]
    [InlineData("{}", "site_id is missing; give it.")]
    public void A_refusal_that_shows_a_sent_or_missing_name_or_its_beginning_is_right(string body, string error) =>
        Assert.Null(Refusal.Lacks(Request("/api/v2/query", body), Json(error)));

    [Theory]
    [InlineData("/x?a=1&=2", "'' is no parameter; leave it out.")]
    [InlineData("/x?p%C3%A4ge=1", "päge is no parameter; leave it out.")]
    public void Names_of_parameters_are_found_as_they_are_sent_and_as_they_read(string address, string error) =>
        Assert.Null(Refusal.Lacks(Request(address, string.Empty), Json(error)));

    [Theory]
    [InlineData("""{"limit":0}""", "offset must be at least 1.")]
    [InlineData("""{"limit":0}""", "offset… must be at least 1.")]
    [InlineData("""{"limit":0}""", "'' is no member; leave it out.")]
    [InlineData("""{"limit":""}""", "'' is no member; leave it out.")]
    [InlineData("""{"limit":0}""", "… must be at least 1.")]
    public void A_refusal_that_names_what_was_not_sent_is_a_defect(string body, string error) =>
        Assert.Equal("without the name of a member", Refusal.Lacks(Request("/api/v2/query", body), Json(error)));

    [Fact]
    public void A_refusal_without_a_remedy_is_a_defect() =>
        Assert.Equal("without a remedy", Refusal.Lacks(Request("/api/v2/query", """{"limit":0}"""), Json("limit is wrong.")));

    private static FuzzedRequest Request(string address, string body) =>
        new("POST", address, "application/json", Encoding.Latin1.GetBytes(body), []);

    private static string Json(string error) => JsonSerializer.Serialize(new Dictionary<string, string> { ["error"] = error });
}
