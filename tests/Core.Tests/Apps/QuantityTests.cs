using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class QuantityTests
{
    [Fact]
    public void Every_thousandth_of_a_processor_is_read_exactly_in_both_spellings() =>
        Prop.ForAll(
            Gen.Choose(0, 16_000).ToArbitrary(),
            milli => Quantity.TryParseCpu($"{milli}m", out var a) && Quantity.TryParseCpu($"{milli / 1000}.{milli % 1000:000}", out var b)
                && a == milli * 1_000_000L && b == a).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_amount_of_memory_is_read_exactly_in_every_unit_that_divides_it() =>
        Prop.ForAll(
            Gen.Choose(0, 65_536).ToArbitrary(),
            mebi => Quantity.TryParseMemory($"{mebi}Mi", out var a) && Quantity.TryParseMemory($"{mebi * 1024L}Ki", out var b)
                && Quantity.TryParseMemory($"{mebi * 1024L * 1024}", out var c) && a == mebi * (1L << 20) && b == a && c == a)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_throws() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<string?>(),
            text => (Quantity.TryParseCpu(text, out var cpu) ? cpu >= 0 : cpu == 0)
                && (Quantity.TryParseMemory(text, out var memory) ? memory >= 0 : memory == 0)).QuickCheckThrowOnFailure();
}
