using System.Runtime.CompilerServices;
using Orchestry.Core.Apps;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Apps;

/// <summary>Answers made from one application's snapshot, kept for as long as the snapshot lives and made when first asked for.</summary>
internal sealed class AppReplyCache(Func<AppSnapshot, Reply> make)
{
    private readonly ConditionalWeakTable<AppSnapshot, Reply> _replies = [];
    private readonly ConditionalWeakTable<AppSnapshot, Reply>.CreateValueCallback _make = new(make);

    public Reply Of(AppSnapshot app) => _replies.GetValue(app, _make);
}
