using System.Text;
using Analytics.Core.Collection;

namespace Analytics.Core.Tests.Collection;

/// <summary>
/// Texts that clients cut in two, encode in another way or damage: one event is one receipt, and the others never notice.
/// </summary>
public sealed class BrokenTextTests : IDisposable
{
    private readonly CollectorHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    /// <summary>A member of an event, with <c>{XX}</c> for a raw byte, and what is stored as property <c>t</c>.</summary>
    public static TheoryData<string, string?> Kept =>
        new()
        {
            { """ "props":{"t":"caf\ud83d"} """, "caf\uFFFD" },
            { """ "props":{"t":"\ude00caf"} """, "\uFFFDcaf" },
            { """ "props":{"t":"\ude00\ud83d\ud83d\ude00"} """, "\uFFFD\uFFFD😀" },
            { """ "props":{"t":"\ud83dA\n"} """, "\uFFFDA\n" },
            { """ "props":{"t":"caf{E9}"} """, "caf\uFFFD" },
            { """ "props":{"t":"{F0}{9F}{98}"} """, "\uFFFD" },
            { """ "props":{"t":"{C0}{80}{FF}x\u00e9"} """, "\uFFFD\uFFFD\uFFFDxé" },
            { """ "props":{"t":"{ED}{A0}{BD}"} """, "\uFFFD\uFFFD\uFFFD" },
            { """ "props":"{\"t\":\"caf\\ud83d\"}" """, "caf\uFFFD" },
            { """ "props":"{\"t\":\"caf\ud83d\"}" """, "caf\uFFFD" },
            { """ "props":"{\"\ud83d\":1,\"t\":\"{E9}\"}" """, "\uFFFD" },
            { """ "props":{"t":"\u0000"} """, "\0" },
            { """ "props":{"t":"a","t":"\udfff"} """, "\uFFFD" },
            { """ "props":{"\ud83d":1,"t":"x"} """, "x" },
            { """ "props":{"{E9}":1,"t":"x"} """, "x" },
            { """ "\ud83d":1 """, null },
            { """ "\ud83d":{"\ud83d":["\ud83d"]} """, null },
            { """ "{FE}":"{FF}" """, null },
            { """ "other":[1e99999,"\udc00",{"{E9}":null}] """, null },
            { """ "name":"a\ud83d" """, null },
            { """ "url":"https://example.com/\ud83d?utm_source=\udc00" """, null },
            { """ "referrer":"https://a.example/{E9}" """, null },
            { """ "id":"\ud83d" """, null },
            { """ "visitor_id":"{E9}" """, null },
            { """ "revenue":{"currency":"USD","amount":"1","\ud83d":"\ud83d"} """, null },
            { """ "revenue":{"currency":"\ud83d","amount":"1"} """, null },
            { """ "revenue":"{\"currency\":\"USD\",\"amount\":\"\ud83d\"}" """, null },
        };

    /// <summary>Members that are refused, each with the code of its event.</summary>
    public static TheoryData<string, string> RejectedAlone =>
        new()
        {
            { """ "timestamp":"\ud83d" """, CollectionErrors.InvalidTimestamp },
            { """ "timestamp":"{E9}" """, CollectionErrors.InvalidTimestamp },
            { """ "value":NaN """, CollectionErrors.InvalidJson },
            { """ "value":-Infinity """, CollectionErrors.InvalidJson },
            { """ "value":01 """, CollectionErrors.InvalidJson },
            { """ "value":tru """, CollectionErrors.InvalidJson },
            { """ "dimensions":{"\ud83d":"x"} """, CollectionErrors.UnknownDimension },
            { """ "domain":"\ud83d" """, CollectionErrors.UnknownSite },
            { """ "domain":"example.com\u0000" """, CollectionErrors.UnknownSite },
            { """ "domain":"{E9}" """, CollectionErrors.UnknownSite },
            { """ "props":{"t":"a{09}b"} """, CollectionErrors.InvalidJson },
            { """ "props":{"t":"a{00}b"} """, CollectionErrors.InvalidJson },
            { """ "props":{"t":"\x41"} """, CollectionErrors.InvalidJson },
            { """ "props":{"t":"\u12"} """, CollectionErrors.InvalidJson },
            { """ "props":{"t":'x'} """, CollectionErrors.InvalidJson },
        };

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task An_event_with_half_a_character_is_kept_with_a_replacement_in_its_place(string member, string? property)
    {
        var single = await Send([RawBytes.Of(Event("/1", member))], "one");
        var array = await Send([RawBytes.Of(Event("/2")), RawBytes.Of(Event("/3", member)), RawBytes.Of(Event("/4"))], "array");
        var lines = await Send([RawBytes.Of(Event("/5")), RawBytes.Of(Event("/6", member)), RawBytes.Of(Event("/7"))], "lines");

        Assert.Equal((null, 1), (single.Failure, single.Accepted));
        Assert.Equal((null, 3), (array.Failure, array.Accepted));
        Assert.Equal((null, 3), (lines.Failure, lines.Accepted));
        Assert.Equal(7, _harness.Events.Count);
        if (property is not null)
        {
            Assert.Equal(
                Enumerable.Repeat(property, 3),
                _harness.Events.SelectMany(stored => stored.Properties).Where(pair => pair.Item1 == "t").Select(pair => pair.Item2)
            );
        }
    }

    [Theory]
    [MemberData(nameof(RejectedAlone))]
    public async Task An_event_that_cannot_be_read_is_rejected_alone_with_its_index(string member, string code)
    {
        var context = _harness.Context(isImport: true);
        foreach (var form in new[] { "array", "lines" })
        {
            var receipt = await Send(
                [RawBytes.Of(Event("/1")), RawBytes.Of(Event("/2")), RawBytes.Of(Event("/3", member)), RawBytes.Of(Event("/4"))],
                form,
                context
            );

            Assert.Null(receipt.Failure);
            var problem = Assert.Single(receipt.Rejected);
            Assert.Equal((2, code), (problem.Index, problem.Code));
            Assert.InRange(problem.Message.Length, 20, 300);
            Assert.Equal(0, receipt.Accepted + receipt.Filtered - 3);
        }
    }

    [Theory]
    [InlineData("""[{"name":"abc},{"name":"d"}]""")]
    [InlineData("""[{"name":"abc"}""")]
    [InlineData("""[{"name":NaN,"url":"x}]""")]
    [InlineData("""[{"name":NaN}""")]
    [InlineData("""[{"name" NaN},{}]""")]
    [InlineData("""[{"name":NaN} {}]""")]
    [InlineData("""[{}}]""")]
    [InlineData("""[{},]""")]
    [InlineData("""[,{}]""")]
    [InlineData("""[NaN""")]
    [InlineData("[{\"name\":\"a\"}]\0")]
    public async Task An_array_whose_events_cannot_be_told_apart_is_refused_as_a_whole(string body)
    {
        var receipt = await _harness.Batch(body);

        Assert.Equal(CollectionErrors.InvalidJson, receipt.Failure?.Code);
        Assert.Contains("UTF-8", receipt.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(_harness.Rows);
    }

    [Fact]
    public async Task A_deep_body_costs_one_event_and_no_stack()
    {
        var deep = new string('[', 1_000_000) + new string(']', 1_000_000);

        var receipt = await _harness.Batch($"[{deep},{Event("/1", $" \"x\":{deep} ")},{Event("/2")}]");

        Assert.Equal(2, receipt.Accepted);
        Assert.Equal([(0, CollectionErrors.NotAnObject)], receipt.Rejected.Select(problem => (problem.Index, problem.Code)));
    }

    [Theory]
    [InlineData("array")]
    [InlineData("lines")]
    public async Task A_byte_order_mark_is_no_part_of_an_event(string form)
    {
        var receipt = await Send(
            [
                [0xEF, 0xBB, 0xBF, .. RawBytes.Of(Event("/1"))],
                RawBytes.Of(Event("/2")),
            ],
            form
        );

        Assert.Equal(form == "lines" ? 2 : 0, receipt.Accepted);
        Assert.Equal(form == "array", receipt.Failure is not null);
    }

    [Fact]
    public async Task UTF_16_is_refused_with_the_remedy()
    {
        var receipt = await _harness.Collector.CollectBatchAsync(
            Encoding.Unicode.GetBytes("\uFEFF[" + Event("/1") + "]"),
            _harness.Context(),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(CollectionErrors.InvalidJson, receipt.Failure?.Code);
        Assert.Contains("UTF-8", receipt.Failure!.Message, StringComparison.Ordinal);
    }

    private static string Event(string path, string member = " \"other\":0 ") =>
        $$"""{"domain":"example.com","name":"pageview","url":"https://example.com{{path}}","user_agent":null,{{member}}}""";

    private async Task<CollectionReceipt> Send(byte[][] events, string form, CollectionContext? context = null)
    {
        byte[] body = form switch
        {
            "one" => events[0],
            "array" => [.. "["u8, .. events.SelectMany((one, i) => i == 0 ? one : [(byte)',', .. one]), .. "]"u8],
            _ => [.. events.SelectMany(one => (byte[])[.. one, (byte)'\n'])],
        };
        context ??= _harness.Context();
        return form == "one"
            ? await _harness.Collector.CollectOneAsync(body, context, TestContext.Current.CancellationToken)
            : await _harness.Collector.CollectBatchAsync(body, context, TestContext.Current.CancellationToken);
    }
}
