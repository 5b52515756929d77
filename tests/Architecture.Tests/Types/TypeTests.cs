using System.Reflection;
using System.Text.Json.Serialization;

namespace Orchestry.Architecture.Tests.Types;

public sealed class TypeTests
{
    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Open to the users of the kernel, as in the model it follows.</summary>
    private static readonly Type[] DesignedForInheritance = [typeof(Orchestry.Actors.Kernel.CoordinatedShutdown.Reason)];

    [Fact]
    public void A_class_is_sealed_unless_one_of_ours_inherits_from_it() => Repository.None(
        "Classes are sealed unless designed for inheritance",
        Product.Types
            .Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false } && !Product.Types.Any(other => Definition(other.BaseType) == t))
            .Except(DesignedForInheritance)
            .Select(t => t.FullName!));

    [Fact]
    public void No_state_is_static() => Repository.None(
        "Static fields never change",
        from type in Product.Types
        where !typeof(JsonSerializerContext).IsAssignableFrom(type)
        from field in type.GetFields(Declared)
        where field is { IsStatic: true, IsInitOnly: false, IsLiteral: false } && !field.IsDefined(typeof(ThreadStaticAttribute))
        where !field.Name.StartsWith('<') || field.Name.EndsWith("k__BackingField", StringComparison.Ordinal)
        select $"{type.FullName}.{field.Name}");

    [Fact]
    public void The_kernel_knows_nothing_of_the_product()
    {
        const string Kernel = "Orchestry.Actors.Kernel";
        Repository.None(
            "The kernel uses System and the logging abstractions only",
            from file in Repository.Sources
            where file.Path.StartsWith("src/Actors/Kernel/", StringComparison.Ordinal)
            from line in file.Where(l => l.StartsWith("using ", StringComparison.Ordinal))
            let used = line.Split("using ")[1]
            where !used.StartsWith("System", StringComparison.Ordinal) && !used.StartsWith("static System", StringComparison.Ordinal)
                && !used.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal)
            select line);
        Repository.None(
            "The kernel's types are made of the kernel's",
            from type in Product.Types
            where type.Namespace == Kernel
            from member in Mentioned(type)
            where member.Namespace?.StartsWith("Orchestry", StringComparison.Ordinal) == true && member.Namespace != Kernel
            select $"{type.FullName} mentions {member.FullName}");
    }

    private static IEnumerable<Type> Mentioned(Type type)
    {
        var methods = type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).ToArray();
        return type.GetInterfaces()
            .Append(type.BaseType ?? typeof(object))
            .Concat(type.GetFields(Declared).Select(f => f.FieldType))
            .Concat(type.GetMethods(Declared).Select(m => m.ReturnType))
            .Concat(methods.SelectMany(m => m.GetParameters()).Select(p => p.ParameterType))
            .Concat(methods.SelectMany(m => m.GetMethodBody()?.LocalVariables ?? []).Select(v => v.LocalType))
            .SelectMany(t => t.IsGenericType ? t.GetGenericArguments().Append(t) : [t]);
    }

    private static Type? Definition(Type? type) => type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;
}
