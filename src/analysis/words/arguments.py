"""How a public function answers a call that it cannot take: in one line, as it answers any other slip."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from analysis.words.errors import WardKpiError, WrongCall, brief, nearest

_P = ParamSpec("_P")
_T = TypeVar("_T")
Called = Callable[[object, Iterable[str]], str]


def answering(function: Callable[_P, _T], called: Called = lambda _, __: "") -> Callable[_P, _T]:
    """Return ``function``, which tells of an argument that it has not, or that is missing, what it takes instead.

    Whatever else goes wrong is told in one line, too, with what was raised as its cause.

    ``called`` says which of some arguments takes a value that was given without a name, as ``theme`` takes cashless.

    Examples
    --------
    >>> @answering
    ... def draw(*, years=None):
    ...     return years
    >>> draw(year=2022)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    analysis.words.errors.WrongCall: ...
    """
    signature = inspect.signature(function)

    @wraps(function)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            signature.bind(*args, **kwargs)
        except TypeError:
            raise _slip(function.__name__, signature, args, kwargs, called) from None
        try:
            return function(*args, **kwargs)
        except (WardKpiError, Warning):
            raise
        except (OSError, MemoryError) as error:  # of the machine, whatever was given
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise WardKpiError("call_cut_short", function=function.__name__, reason=reason) from error
        except Exception as error:  # of the values given, which may do as they like, or not foreseen: its trace is kept
            raise WrongCall("call_failed", function=function.__name__, reason=type(error).__name__) from error

    return call


def _slip(
    name: str, signature: inspect.Signature, args: tuple[Any, ...], kwargs: Mapping[str, Any], called: Called
) -> WrongCall:
    """Return what is wrong with a call that does not fit."""
    known = list(signature.parameters)
    unknown = [one for one in kwargs if one not in known]
    if unknown:
        called_here = [one for one in _MEANT.get(unknown[0], ()) if one in known]
        close = ", ".join(called_here or nearest(unknown[0], known)) or "-"
        return WrongCall("unknown_argument", function=name, argument=unknown[0], nearest=close)
    unnamed = [one for one, as_what in signature.parameters.items() if as_what.kind in _WITHOUT_NAME]
    if len(args) > len(unnamed):
        named, value = [one for one in known if one not in unnamed], args[len(unnamed)]
        meant = called(value, named)
        rest = f"{meant}={brief(str(value))!r}" if meant else ", ".join(f"{one}=" for one in named) or "-"
        code = "too_many_arguments" if unnamed else "argument_unnamed"
        return WrongCall(code, function=name, most=len(unnamed), named=rest)
    if twice := [one for one in unnamed[: len(args)] if one in kwargs]:
        return WrongCall("argument_twice", function=name, argument=twice[0])
    lacking = [one for one in unnamed[len(args) :] if one not in kwargs and _is_needed(signature.parameters[one])]
    lacking += [one for one in known if one not in (*unnamed, *kwargs) and _is_needed(signature.parameters[one])]
    return WrongCall("argument_missing", function=name, argument=lacking[0])


def _is_needed(parameter: inspect.Parameter) -> bool:
    return parameter.default is parameter.empty and parameter.kind not in (
        parameter.VAR_POSITIONAL,
        parameter.VAR_KEYWORD,
    )


_MEANT = {"fiscal_year": ("years",), "fiscal_years": ("years", "fiscal_year"), "years": ("fiscal_year",)}
"""What an argument of other functions is called here, where it is spelt quite differently."""
_WITHOUT_NAME = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
