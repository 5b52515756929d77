using Tomlyn.Model;
using Tomlyn.Serialization;

namespace Orchestry.Cli.Contexts;

/// <summary>How <c>config.toml</c> is read without reflection, which the executable as it is shipped does not have.</summary>
[TomlSerializable(typeof(TomlTable))]
internal sealed partial class ContextToml : TomlSerializerContext;
